"""``attest-issuer withdraw`` and ``replace``."""

from datetime import date
from pathlib import Path

from tests.support.issuer_commands import config, issuer, template

__all__ = ["config", "template"]  # pytest finds them here

ROOT = Path(__file__).parents[3]

EXAMPLE = ROOT / "examples" / "module-AC-2026-10.xlsx"

TODAY = date.today()  # noqa: DTZ011  the commands read the real clock


def test_corrections_that_make_no_sense_are_refused(config: Path) -> None:
    issuer(config, "issue", EXAMPLE, "--yes")
    number = f"AC-{TODAY.year}-0001"

    for arguments, complaint in (
        (("show", "AC-1999-0001"), "aucune attestation"),
        (("withdraw", "AC-1999-0001", "--reason", "x"), "aucune attestation"),
        (("replace", number, "--reason", "x"), "rien ne change"),
        (("replace", number, "--family-name", "\u202e", "--reason", "x"), "--family-name"),
        (("replace", number, "--birth-date", "31/02/1990", "--reason", "x"), "--birth-date"),
    ):
        done = issuer(config, *arguments)
        assert done.exit_code == 2
        assert complaint in done.err
