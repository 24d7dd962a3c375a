"""The key ring: what is in it opens, and what is not as it was made is refused."""

from pathlib import Path
from unittest.mock import patch

import pytest

from attestation.errors import ConfigurationError, SigningError
from keys.custody.certificates import new_key
from keys.custody.files import write_private
from keys.custody.keyring import create_ring
from keys.custody.passphrase import Passphrase
from keys.custody.signing import open_signer
from tests.support.key_rings import SECRET, Keys

PASSPHRASE = Passphrase(SECRET.encode())


@pytest.mark.parametrize("name", ["root.key.pem", "ring.json"])
def test_ring_appears_whole_or_not_at_all(keys: Keys, name: str) -> None:

    def fail_at(file: Path, content: bytes) -> None:
        if file.name == name:
            raise OSError(28, "No space left on device")
        write_private(file, content)

    with (
        patch("keys.custody.keyring.write_private", fail_at),
        patch("keys.custody.authority.write_private", fail_at),
    ):
        assert "impossible d’écrire" in keys.refused("init")

    assert [file.name for file in keys.folder.iterdir() if "ring" in file.name] == []
    keys("init")


def test_wrong_passphrase_opens_nothing(ringed: Keys) -> None:
    with pytest.raises(SigningError, match="phrase secrète est fausse"):
        open_signer(ringed.ring, Passphrase(b"une toute autre phrase"), at=ringed.at)


def test_key_that_is_missing_is_named(ringed: Keys) -> None:
    for file in (ringed.folder / "ring").glob("*.key.pem"):
        file.unlink()

    with pytest.raises(ConfigurationError, match="manque"):
        open_signer(ringed.ring, Passphrase(SECRET.encode()), at=ringed.at)
    assert "sa clé n’est pas dans ce dossier" in ringed.refused("rotate")


def test_key_of_another_certificate_is_refused(ringed: Keys, tmp_path: Path) -> None:
    kid = ringed.ring.active
    assert kid is not None
    folder = ringed.folder / "ring"
    (folder / f"{kid.hex()}.key.pem").write_bytes((folder / "root.key.pem").read_bytes())

    with pytest.raises(SigningError, match="pas celle du certificat"):
        open_signer(ringed.ring, Passphrase(SECRET.encode()), at=ringed.at)


@pytest.mark.parametrize(
    ("name", "content", "problem"),
    [
        ("ring.json", b"{", "abîmé"),
        ("ring.json", b'{"format": 1, "active": "00"}', "autre version"),
        ("ring.json", b'{"format": 2, "keys": [{"kid": 1}]}', "abîmé"),
        ("root.cert.pem", b"rubbish", "illisible"),
        ("crl.pem", b"rubbish", "crl.pem"),
    ],
)
def test_damaged_ring_is_refused(ringed: Keys, name: str, content: bytes, problem: str) -> None:
    file = ringed.folder / "ring" / name
    file.write_bytes(content)
    file.chmod(0o600)

    assert problem in ringed.refused("list")


@pytest.mark.parametrize("content", [None, b"rubbish"])
def test_damaged_certificate_is_refused(ringed: Keys, content: bytes | None) -> None:
    kid = ringed.ring.active
    assert kid is not None
    file = ringed.folder / "ring" / f"{kid.hex()}.cert.pem"
    if content is None:
        file.unlink()
    else:
        file.write_bytes(content)

    assert "manque" in ringed.refused("list") or "illisible" in ringed.refused("list")


def test_certificate_under_another_kid_is_refused(ringed: Keys) -> None:
    folder = ringed.folder / "ring"
    kid = ringed.ring.active
    assert kid is not None
    (folder / f"{kid.hex()}.cert.pem").write_bytes((folder / "root.cert.pem").read_bytes())

    assert "pas le sien" in ringed.refused("list")


def test_ring_is_never_written_over(ringed: Keys) -> None:
    ring, key = ringed.ring, new_key()

    with pytest.raises(ConfigurationError, match="existe déjà"):
        create_ring(
            ring.folder,
            root=ring.root,
            root_key=key,
            issuing=ring.issuing[0],
            issuing_key=key,
            passphrase=PASSPHRASE,
        )
