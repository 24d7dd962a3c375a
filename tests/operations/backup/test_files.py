"""Which files belong to a deployment."""

import shutil
from pathlib import Path, PurePath

import pytest

from issuer.settings.issuer import issuer_settings
from operations.backup.files import places
from operations.settings import backup_settings
from runtime.settings_file import Deployment, parse_deployment
from verifier.settings import verifier_settings

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
