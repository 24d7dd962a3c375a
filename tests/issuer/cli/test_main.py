from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from issuer.cli.main import main
from tests.support.commands import run
from tests.support.issuer_commands import config, issuer, template
from tests.support.issuer_contexts import SETTINGS

__all__ = ["config", "template"]  # pytest finds them here

ROOT = Path(__file__).parents[3]

EXAMPLE = ROOT / "examples" / "module-AC-2026-10.xlsx"


def test_template_is_written(tmp_path: Path) -> None:
    done = run(main, "template", tmp_path / "vide.xlsx")

    assert done.exit_code == 0
    names = CalamineWorkbook.from_path(str(tmp_path / "vide.xlsx")).sheet_names
    assert {"Module", "Présences"} <= set(names)


def test_bad_settings_end_with_exit_2_and_a_name(config: Path, tmp_path: Path) -> None:
    for text, complaint in (
        (SETTINGS + "[issues]\n", "issues : réglage inconnu"),
        (SETTINGS.replace("verifier = ", "verfier = "), "issue.verfier"),
        (SETTINGS.replace("https://verifier.example", "ftp://x"), "issue.verifier"),
        (SETTINGS.replace('name = "Maison des Passages asbl"', ""), "organisation.name"),
        (SETTINGS.replace('url = "sqlite:///register.db"', 'url = "?"'), "register.url"),
        (SETTINGS.replace('ring = "keys"', 'ring = "elsewhere"'), "keys.ring"),
        (SETTINGS.replace('"passphrase"', '"missing"'), "missing"),
        ("no toml", "TOML"),
    ):
        config.write_text(text, encoding="utf-8")
        done = issuer(config, "issue", EXAMPLE, "--yes")
        assert (done.exit_code, complaint in done.err) == (2, True), done.err
    for done in (
        run(main, "check", EXAMPLE),
        run(main, "--config", tmp_path / "none.toml", "check", EXAMPLE),
        run(main, "--config", tmp_path, "check", EXAMPLE),
    ):
        assert done.exit_code == 2
        assert done.err.startswith("Erreur : ")


@pytest.mark.parametrize("name", ["missing.xlsx", "empty.xlsx", "folder", "text.xlsx"])
def test_unusable_workbook_is_refused_with_its_remedy(
    config: Path, tmp_path: Path, name: str
) -> None:
    (tmp_path / "empty.xlsx").write_bytes(b"")
    (tmp_path / "text.xlsx").write_bytes(b"hello")
    (tmp_path / "folder").mkdir()

    done = issuer(config, "check", tmp_path / name)

    assert done.exit_code == 2
    assert done.err.startswith("Erreur : ")
    assert "\nRemède : " in done.err
