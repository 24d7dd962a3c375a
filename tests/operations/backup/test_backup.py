"""Backups: one encrypted file of one moment, from which an issuer that signs is restored."""

import io
import json
import shutil
import sqlite3
import tarfile
from datetime import timedelta
from pathlib import Path, PurePath

import pyrage
import pytest
from sqlalchemy import URL

from attestation.errors import ConfigurationError
from issuer.lifecycle.withdrawal import withdraw
from issuer.settings.issuer import issuer_settings
from keys.custody.settings import load_deployment
from operations.backup.archive import read_key
from operations.backup.backup import backups_in
from operations.backup.files import place_of, places
from operations.settings import backup_settings
from register.database import reading
from register.status_lists import published_tokens
from runtime.settings_file import Deployment, parse_deployment
from tests.support.installations import MORE, attest, issue_more, make_installation, opened
from tests.support.issuer_contexts import SETTINGS, Checker
from tests.support.issuers import NOW
from tests.support.postgres import empty_database, new_database
from verifier.settings import verifier_settings

LATER = timedelta(minutes=5)


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A deployment with two attestations and one backup, which is copied for each test."""
    folder = tmp_path_factory.mktemp("installation")
    config, _ = make_installation(folder / "deployment")
    done = attest(config, "backup")
    assert done.exit_code == 0, done
    return folder


@pytest.fixture
def config(template: Path, tmp_path: Path) -> Path:
    shutil.copytree(template, tmp_path / "machine")
    return tmp_path / "machine" / "deployment" / "attestation.toml"


@pytest.fixture
def file(config: Path) -> Path:
    (one,) = backups_in(config.parent.parent / "backups")
    return one


def restore(config: Path, file: Path, into: Path, *options: str | Path, code: int = 0) -> str:
    key, phrase = config.parent / "backup.key", config.parent / "passphrase"
    done = attest(
        None, "restore", file, "--into", into, "--key-file", key, "--passphrase-file", phrase,
        *options, at=NOW + LATER,
    )  # fmt: skip
    assert done.exit_code == code, done
    return done.out + done.err


def with_passphrase(config: Path, into: Path) -> Path:
    """Put back what is on paper, as the person who restores does."""
    shutil.copy2(config.parent / "passphrase", into / "passphrase")
    return into / "attestation.toml"


def test_backup_is_encrypted_and_for_its_owner_alone(config: Path, file: Path) -> None:
    content = file.read_bytes()

    assert content.startswith(b"age-encryption.org/v1\n")
    assert b"Maison" not in content
    assert file.stat().st_mode & 0o777 == 0o600


def test_restored_issuer_signs_and_continues_after_the_last_number(
    config: Path, file: Path, tmp_path: Path
) -> None:
    told = restore(config, file, tmp_path / "new", "--nothing-lost")

    assert "Liste signée" in told
    restored = with_passphrase(config, tmp_path / "new")
    assert issue_more(restored, "AC-2026-11", 1) == ["AC-2026-0003"]
    context = opened(restored)
    assert type(Checker.of(context).verdict("AC-2026-0001")).__name__ == "Genuine"  # type: ignore[arg-type]
    context.register.dispose()


def test_restored_after_a_loss_the_log_says_so_and_no_number_serves_twice(
    config: Path, file: Path, tmp_path: Path
) -> None:
    issue_more(config, "AC-2026-11", 1)  # 0003, which the backup lacks
    context = opened(config)
    withdraw(context, "AC-2026-0001", reason="essai", who="inès")  # type: ignore[arg-type]
    with reading(context.register) as session:
        ((_, token),) = published_tokens(session)
    context.register.dispose()
    (tmp_path / "list").write_bytes(token)

    told = restore(
        config,
        file,
        tmp_path / "new",
        "--reason",
        "disque mort",
        "--status-list",
        tmp_path / "list",
    )

    assert "AC-2026-0003 à AC-2026-1002" in told
    assert "AC-2026-0001 est condamnée" in told
    restored = with_passphrase(config, tmp_path / "new")
    assert issue_more(restored, "AC-2026-12", 1) == ["AC-2026-1003"]


def test_restore_says_what_of_paper_is_still_to_be_put_back(
    config: Path, file: Path, tmp_path: Path
) -> None:
    told = restore(config, file, tmp_path / "new", "--nothing-lost")

    assert str(tmp_path / "new" / "passphrase") in told
    assert str(tmp_path / "new" / "backup.key") in told


def test_restore_asks_what_is_lost(config: Path, file: Path, tmp_path: Path) -> None:
    assert "--nothing-lost" in restore(config, file, tmp_path / "new", code=2)


def test_restore_writes_into_nothing_but_an_empty_place(config: Path, file: Path) -> None:
    before = sorted(config.parent.rglob("*"))

    assert "n’est pas vide" in restore(config, file, config.parent, "--nothing-lost", code=3)
    assert sorted(config.parent.rglob("*")) == before


def test_failed_restore_leaves_the_place_empty(config: Path, file: Path, tmp_path: Path) -> None:
    (config.parent / "passphrase").write_text("quatre autres mots au hasard\n")

    assert "phrase secrète est fausse" in restore(
        config, file, tmp_path / "new", "--nothing-lost", code=3
    )
    assert list((tmp_path / "new").iterdir()) == []


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


def test_backup_opens_with_its_key_alone(config: Path, file: Path, tmp_path: Path) -> None:
    other = str(pyrage.x25519.Identity.generate())
    (config.parent / "backup.key").write_text(other)

    assert "de cette clé" in restore(config, file, tmp_path / "new", "--nothing-lost", code=3)


@pytest.mark.parametrize("at", [200, -20])
def test_damaged_backup_is_refused(config: Path, file: Path, tmp_path: Path, at: int) -> None:
    content = bytearray(file.read_bytes())
    content[at] ^= 1
    file.write_bytes(content)

    assert "ne s’ouvre pas" in restore(config, file, tmp_path / "new", "--nothing-lost", code=3)


def rewritten(config: Path, file: Path, **changed: object) -> None:
    """Encrypt the backup anew with another manifest and one more member."""
    key = read_key(config.parent / "backup.key")
    plain = io.BytesIO(pyrage.decrypt(file.read_bytes(), [key]))
    out = io.BytesIO()
    with tarfile.open(fileobj=plain) as old, tarfile.open(fileobj=out, mode="w") as new:
        for member in old:
            content = old.extractfile(member).read()  # type: ignore[union-attr]
            if member.name == "manifest.json":
                content = json.dumps(json.loads(content) | changed).encode()
                member.size = len(content)
            new.addfile(member, io.BytesIO(content))
    file.write_bytes(pyrage.encrypt(out.getvalue(), [key.to_public()]))


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"schema": "9999"}, "plus récent"),
        ({"format": 2}, "plus récente"),
        ({"digests": {"../../elsewhere": ""}}, "hors de son dossier"),
        ({"digests": {"attestation.toml": "00"}}, "abîmée"),
        ({"unknown": 1}, "ne s’ouvre pas"),
    ],
)
def test_backup_that_names_a_place_elsewhere_is_refused(
    config: Path, file: Path, tmp_path: Path, changed: dict[str, object], said: str
) -> None:
    rewritten(config, file, **changed)

    assert said in restore(config, file, tmp_path / "new", "--nothing-lost", code=3)
    assert not (tmp_path / "elsewhere").exists()


@pytest.mark.parametrize("name", ["keys.ring/../../x", "desk.secret_file+/x", "nothing+"])
def test_member_that_no_setting_names_has_no_place(config: Path, name: str) -> None:
    with pytest.raises(ConfigurationError, match="fichier inconnu"):
        place_of(name, load_deployment(config))


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


def test_drill_proves_the_newest_backup_and_leaves_nothing(config: Path) -> None:
    before = sorted(config.parent.rglob("*"))

    done = attest(config, "drill", "--json", at=NOW + LATER)

    assert done.exit_code == 0, done
    result = done.json()
    assert (result["documents"], result["lists"], result["number"]) == (2, 1, "AC-2026-0003")
    assert sorted(config.parent.rglob("*")) == before
    assert json.loads((config.parent.parent / "backups" / "drill.json").read_text()) == result
    assert "authentique" in attest(config, "drill", at=NOW + LATER).out


def test_drill_finds_a_document_that_is_not_what_was_signed(config: Path, file: Path) -> None:
    with sqlite3.connect(config.parent / "register.db") as register:
        register.execute("UPDATE document SET content = zeroblob(9) WHERE number = 'AC-2026-0001'")
    attest(config, "backup", at=NOW + LATER)

    done = attest(config, "drill", at=NOW + LATER)

    assert done.exit_code == 3
    assert "AC-2026-0001" in done.err


def test_drill_without_a_backup_says_so(config: Path, file: Path) -> None:
    file.unlink()

    assert "attest backup" in attest(config, "drill").err


def test_drill_finds_a_bundle_that_does_not_trust_the_ring(config: Path, tmp_path: Path) -> None:
    other, _ = make_installation(tmp_path / "other", people=0)
    shutil.copy(other.parent / "trust.pem", config.parent / "trust.pem")
    attest(config, "backup", at=NOW + LATER)

    assert "attest-keys trust" in attest(config, "drill", at=NOW + LATER).err


EVERY_FILE = """
[organisation]
name = "A"
place = "B"
[organisation.coordinator]
name = "C"
[issue]
verifier = "https://v.example"
[keys]
ring = "f-ring"
passphrase_file = "f-passphrase"
pkcs11_module = "f-module"
[register]
url = "sqlite:///register.db"
[desk]
secret_file = "f-desk"
audit_head_file = "f-head"
[desk.provider]
issuer = "https://o.example"
client_id = "x"
client_secret_file = "f-client"
ca_file = "f-ca"
[participant]
secret_file = "f-participant"
[mail]
host = "m.example"
sender = "a@b.example"
account_file = "f-account"
ca_file = "f-mail-ca"
[timestamp]
url = "http://t.example"
trust = "f-tsa"
[verifier]
addresses = ["https://v.example"]
trust = "f-trust"
seen_lists = "f-seen"
receipts = "f-receipts"
limits_password_file = "f-redis"
readers = "f-readers"
[[verifier.source]]
addresses = ["https://s.example"]
token_file = "f-token"
ca = "f-ca"
[backup]
key_file = "f-backup"
folder = "f-backups"
"""


def test_each_file_that_a_setting_names_is_kept_or_left_out_on_purpose(
    config: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copy(config.parent / "trust.pem", tmp_path / "f-tsa")
    asked: set[str] = set()

    def path(self: Deployment, relative: str) -> PurePath:
        asked.add(relative)
        return self.folder / relative

    monkeypatch.setattr(Deployment, "path", path)
    deployment = parse_deployment(EVERY_FILE, folder=tmp_path)
    issuer_settings(deployment)
    verifier = verifier_settings(deployment)
    backup_settings(deployment)
    asked |= {verifier.section.seen_lists, verifier.section.limits_password_file or ""}
    asked |= {verifier.section.readers, "f-token", "f-ca"}
    read = set(asked)

    kept = {place.name for place in places(deployment).values()}

    out = {"f-passphrase", "f-module", "f-backup", "f-backups"}
    assert read - kept == out


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
