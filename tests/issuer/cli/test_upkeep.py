"""Commands that keep a register up."""

from pathlib import Path

from tests.support.issuer_commands import config, issuer, template

__all__ = ["config", "template"]  # pytest finds them here

ROOT = Path(__file__).parents[3]

EXAMPLE = ROOT / "examples" / "module-AC-2026-10.xlsx"


def test_publish_renews_the_lists(config: Path) -> None:
    assert "rien à publier" in issuer(config, "publish").out
    issuer(config, "issue", EXAMPLE, "--yes")

    assert "https://verifier.example/status/1  valable" in issuer(config, "publish").out


def test_register_is_made_once(config: Path) -> None:
    (config.parent / "register.db").unlink()

    missing = issuer(config, "check", EXAMPLE)
    made = issuer(config, "register", "upgrade")

    assert missing.exit_code == 3
    assert "register upgrade" in missing.err
    assert made.out == "Le registre est prêt.\n"
    assert issuer(config, "check", EXAMPLE).exit_code == 0
