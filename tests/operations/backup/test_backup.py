"""Backups: one encrypted file of one moment, from which an issuer that signs is restored."""

import shutil
from pathlib import Path

import pytest
from sqlalchemy import URL

from operations.backup.backup import backups_in
from tests.support.backups import LATER, restore, with_passphrase
from tests.support.installations import MORE, attest, issue_more, make_installation
from tests.support.issuer_contexts import SETTINGS
from tests.support.issuers import NOW
from tests.support.postgres import empty_database, new_database


def test_other_register_is_never_ignored_where_the_settings_name_none_in_these_words(
    config: Path, tmp_path: Path
) -> None:
    text = config.read_text(encoding="utf-8")
    config.write_text(text.replace('"sqlite:///register.db"', "'sqlite:///register.db'"))
    assert attest(config, "backup").exit_code == 0
    (file,) = backups_in(tmp_path / "machine" / "backups")

    other = ("--register-url", "sqlite:///other.db")
    said = restore(config, file, tmp_path / "new", "--nothing-lost", *other, code=3)

    assert 'n’ont pas url = "sqlite:///register.db"' in said


def test_two_weeks_of_backups_are_kept(config: Path) -> None:
    folder = config.parent.parent / "backups"
    (newest,) = backups_in(folder)
    for day in range(1, 16):
        shutil.copy(newest, folder / f"attestation-20250101T0000{day:02d}Z.age")
    (folder / "attestation-notes.txt").touch()

    done = attest(config, "backup", at=NOW + LATER)

    assert "Effacée : attestation-20250101T000001Z.age" in done.out
    assert len(backups_in(folder)) == 14
    assert newest in backups_in(folder)
    assert (folder / "attestation-notes.txt").exists()


def test_backup_without_a_key_says_how_to_make_one(config: Path) -> None:
    (config.parent / "backup.key").unlink()

    assert "attest backup --new-key" in attest(config, "backup").err
    made = attest(config, "backup", "--new-key")
    assert "AGE-SECRET-KEY-1" in made.out
    assert (config.parent / "backup.key").stat().st_mode & 0o777 == 0o600
    assert "existe déjà" in attest(config, "backup", "--new-key").err
    assert attest(config, "backup", "--json").json()["last_numbers"] == {"AC-2026": 2}


def test_verifier_of_several_organisations_is_drilled_alone_and_restored_with_its_tokens(
    config: Path, tmp_path: Path
) -> None:
    source = '[[verifier.source]]\naddresses = ["https://s.example"]\ntoken_file = "s.token"\n'
    text = config.read_text(encoding="utf-8")
    config.write_text(text.replace("[backup]", f"{source}\n[backup]"), encoding="utf-8")
    for name in ("s.token", "readers"):
        (config.parent / name).write_text("x")

    assert attest(config, "backup", at=NOW + LATER).exit_code == 0
    assert attest(config, "drill", at=NOW + LATER).exit_code == 0
    file = backups_in(config.parent.parent / "backups")[-1]
    restore(config, file, tmp_path / "new", "--nothing-lost")

    assert all((tmp_path / "new" / name).read_text() == "x" for name in ("s.token", "readers"))


@pytest.fixture
def on_postgresql(postgres: URL, tmp_path: Path) -> Path:
    url = new_database(postgres).render_as_string(hide_password=False)
    settings = (SETTINGS + MORE).replace("sqlite:///register.db", url)
    config, _ = make_installation(tmp_path / "machine" / "deployment", settings=settings)
    return config


def test_register_on_postgresql_is_backed_up_drilled_and_restored(
    on_postgresql: Path, postgres: URL, tmp_path: Path
) -> None:
    config = on_postgresql
    assert attest(config, "backup").exit_code == 0
    assert attest(config, "drill", at=NOW + LATER).exit_code == 0
    (file,) = backups_in(tmp_path / "machine" / "backups")

    # The settings name the old database, which is not empty: nothing is written.
    refused = restore(config, file, tmp_path / "new", "--nothing-lost", code=3)
    assert "n’est pas vide" in refused

    url = empty_database(postgres).render_as_string(hide_password=False)
    restore(config, file, tmp_path / "new", "--nothing-lost", "--register-url", url)
    restored = with_passphrase(config, tmp_path / "new")
    text = restored.read_text()
    assert f'url = "{url}"' in text
    assert issue_more(restored, "AC-2026-11", 1) == ["AC-2026-0003"]
