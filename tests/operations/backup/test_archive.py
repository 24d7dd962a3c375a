"""A backup as a file: encrypted to one key, and refused where it is not as it was written."""

import io
import json
import tarfile
from pathlib import Path

import pyrage
import pytest

from attestation.errors import ConfigurationError
from keys.custody.settings import load_deployment
from operations.backup.archive import read_key
from operations.backup.files import place_of
from tests.support.backups import restore


def test_backup_is_encrypted_and_for_its_owner_alone(config: Path, file: Path) -> None:
    content = file.read_bytes()

    assert content.startswith(b"age-encryption.org/v1\n")
    assert b"Maison" not in content
    assert file.stat().st_mode & 0o777 == 0o600


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
