"""``attest-issuer regimes``: loaded, ended, listed and drawn by hand; published with the lists."""

import io
from pathlib import Path

import pytest

from keys.trust import load_trust_store
from tests.issuer.settings.test_regime import EXAMPLES
from tests.support.issuer_commands import config, issuer, template

__all__ = ["config", "template"]

FIELDS = ("name", "printed", "establishes", "does_not_establish")


@pytest.fixture
def reviewed(tmp_path: Path) -> Path:
    """A file that a person wrote."""
    tables = "".join(
        f"[issue.regimes.{field}]\n"
        + "".join(f'{language} = "{field} {language}"\n' for language in ("fr", "nl", "de", "en"))
        for field in FIELDS
    )
    file = tmp_path / "regime.toml"
    file.write_text(
        '[[issue.regimes]]\ncode = "LOCAL"\nauthority = "Une autorité"\n'
        f'legal_basis = "Une loi"\n{tables}',
        encoding="utf-8",
    )
    return file


def publishing(config: Path) -> Path:
    text = config.read_text("utf-8")
    config.write_text(text.replace("[issue]\n", '[issue]\ntrust = "trust.pem"\n'), "utf-8")
    return config.with_name("trust.pem")


def published(bundle: Path) -> list[str]:
    (organisation,) = load_trust_store(bundle.read_bytes()).organisations
    return [one.code for one in organisation.regimes.regimes] if organisation.regimes else []


def test_regime_is_loaded_shown_and_published(config: Path, reviewed: Path) -> None:
    bundle = publishing(config)

    loaded = issuer(config, "regimes", "load", reviewed, "--yes")

    assert loaded.exit_code == 0
    assert "LOCAL : nouvelle fiche, sans limite de temps" in loaded.out
    assert "Publié pour les vérificateurs : trust.pem" in loaded.out
    assert "LOCAL  sans limite de temps  name fr" in issuer(config, "regimes", "list").out
    assert published(bundle) == ["LOCAL"]


def test_nothing_is_kept_without_a_yes(
    config: Path, reviewed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("n\n"))

    assert issuer(config, "regimes", "load", reviewed).exit_code != 0
    assert "Aucun régime déclaré" in issuer(config, "regimes", "list").out


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda one: one.stem)
def test_example_that_nobody_reviewed_is_not_loaded(config: Path, example: Path) -> None:
    refused = issuer(config, "regimes", "load", example, "--yes")

    assert refused.exit_code == 2
    assert "personne ne les a vérifiés" in refused.err
    assert "Aucun régime déclaré" in issuer(config, "regimes", "list").out


def test_regime_is_ended(config: Path, reviewed: Path) -> None:
    issuer(config, "regimes", "load", reviewed, "--yes")

    ended = issuer(config, "regimes", "end", "LOCAL", "--on", "31/12/2026", "--yes")

    assert "LOCAL, dernier jour : rien → 2026-12-31" in ended.out
    assert "Publié" not in ended.out  # the settings name no bundle
    assert "LOCAL  jusqu’au 31/12/2026" in issuer(config, "regimes", "list").out


@pytest.mark.parametrize(
    ("code", "day", "problem"),
    [("AUTRE", "31/12/2026", "n’est pas dans les réglages"), ("LOCAL", "demain", "une date comme")],
)
def test_what_cannot_be_ended_is_said(config: Path, code: str, day: str, problem: str) -> None:
    refused = issuer(config, "regimes", "end", code, "--on", day, "--yes")

    assert refused.exit_code == 2
    assert problem in refused.err


def test_models_are_written_as_pictures(config: Path, reviewed: Path, tmp_path: Path) -> None:
    issuer(config, "regimes", "load", reviewed, "--yes")

    issuer(config, "regimes", "models", "--out", tmp_path / "models")

    names = sorted(file.name for file in (tmp_path / "models").iterdir())
    assert [name.rpartition("-")[2] for name in names] == ["LOCAL.png", "regime.png"]


def test_publish_puts_the_regimes_into_the_bundle(config: Path, reviewed: Path) -> None:
    issuer(config, "regimes", "load", reviewed, "--yes")
    bundle = publishing(config)

    done = issuer(config, "publish")

    assert "Régimes et modèles publiés : trust.pem" in done.out
    assert published(bundle) == ["LOCAL"]


def test_lists_are_published_though_the_bundle_cannot_be(config: Path) -> None:
    bundle = publishing(config)
    bundle.unlink()
    bundle.mkdir()

    done = issuer(config, "publish")

    assert done.exit_code == 0
    assert "régimes non publiés" in done.err
