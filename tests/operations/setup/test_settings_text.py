"""The settings of a new deployment."""

from pathlib import Path

from verifier.settings import load_settings


def test_new_verifier_says_who_runs_it_and_whom_to_ask(root: Path) -> None:
    section = load_settings(root / "srv" / "attestation" / "attestation.toml").section

    assert section.run_by is not None
    assert section.contact is not None
    assert "@" in section.contact


def test_settings_hold_no_password(root: Path) -> None:
    folder = root / "srv" / "attestation"

    assert "secret du courrier" not in (folder / "attestation.toml").read_text()
    assert (folder / "mail.account").read_text() == "compte@maison\nsecret du courrier\n"
