"""The key ring: a folder of certificates and private keys, and which of them signs.

``ring.json`` lists the keys. Each change of it is one rename, so a ring is never between two
states. ``<kid>.cert.pem`` is a key's certificate with its chain, and
``<kid>.key.pem`` its private key, unless that is in a token or was destroyed. ``root.cert.pem``
is the root, ``root.key.pem`` its key, unless that is elsewhere; ``crl.pem`` what the root revoked,
``issuer-record.pem`` what it signed of the organisation.
"""

import json
import shutil
import stat
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.serialization import Encoding

from attestation.errors import ConfigurationError
from attestation.signer import Kid
from attestation.verdict.revocation import Revocation
from keys.custody.authority import (
    CERTIFICATE_FILE,
    CRL_FILE,
    RECORD_FILE,
    read_crl,
    read_record,
    read_root,
    write_certificate,
    write_root,
)
from keys.custody.files import SETTING, locked, read_private, remove, write_private
from keys.custody.passphrase import Passphrase
from keys.custody.private_key import PrivateKey, key_to_pem
from keys.trust import Role, encode_log_block, kid_of, load_trust_store
from keys.trust.crl import verify_crl

INDEX = "ring.json"
_FORMAT = 2
IN_FILE = "file"


class KeyState(StrEnum):
    """What a key may do today."""

    ACTIVE = "active"
    RETIRED = "retired"
    """Never signs again; what it signed stays good."""
    REVOKED = "revoked"
    EXPIRED = "expired"
    """Signs nothing more; what it signed stays good."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RingKey:
    """One key of a ring: its certificate, what it is for, and where its private part is."""

    certificates: tuple[x509.Certificate, ...]
    """The certificate that the ring's root made. After that of a seal, the seal's own chain."""
    role: Role
    location: str | None
    """``file``, the PKCS#11 URI of a key in a token, or None where there is none (any more)."""
    retired_at: datetime | None = None

    @property
    def certificate(self) -> x509.Certificate:
        """The certificate that the ring's root made for the key."""
        return self.certificates[0]

    @property
    def kid(self) -> Kid:
        """Name of the key."""
        return kid_of(self.certificate)


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyRing:
    """A key ring's public part; private keys are opened one by one, when one is needed."""

    folder: Path
    root: x509.Certificate
    keys: tuple[RingKey, ...]
    crl: x509.CertificateRevocationList | None
    record: bytes = b""
    """The signed issuer record, as a block of a bundle; empty where there is none."""

    @property
    def issuing(self) -> tuple[x509.Certificate, ...]:
        """The issuing certificates, newest last."""
        return tuple(key.certificate for key in self.keys if key.role is Role.ISSUING)

    @property
    def active(self) -> Kid | None:
        """The key that signs; None after the last one was retired or revoked."""
        key = self.signing_key()
        return None if key is None else key.kid

    def signing_key(self, role: Role = Role.ISSUING) -> RingKey | None:
        """Return the newest key of ``role`` that was neither retired nor revoked."""
        for key in reversed(self.keys):
            if key.role is role and key.retired_at is None and not self.revocation_of(key):
                return key
        return None

    def revocation_of(self, key: RingKey) -> Revocation | None:
        """Return what the ring's revocation list says of ``key``.

        Raises:
            TrustStoreError: the list is not one that we understand.
        """
        verified = self.crl and verify_crl(self.crl, authority=self.root)
        return verified.revocations.get(key.certificate.serial_number) if verified else None

    def state_of(self, key: RingKey, *, at: datetime) -> KeyState:
        """Return what ``key`` may do at ``at``."""
        if self.revocation_of(key) is not None:
            return KeyState.REVOKED
        if key.retired_at is not None:
            return KeyState.RETIRED
        if at > key.certificate.not_valid_after_utc:
            return KeyState.EXPIRED
        return KeyState.ACTIVE

    def find(self, kid: str) -> RingKey:
        """Return the key named ``kid``, in hexadecimal; its first digits do where they are unique.

        Raises:
            ConfigurationError: none, or several.
        """
        found = [
            key for key in self.keys if len(kid) >= 4 and key.kid.hex().startswith(kid.lower())
        ]
        if len(found) != 1:
            raise ConfigurationError("kid", "aucune clé de ce nom, ou plusieurs : attest-keys list")
        return found[0]


def create_ring(
    folder: Path,
    *,
    root: x509.Certificate,
    root_key: EllipticCurvePrivateKey,
    issuing: x509.Certificate,
    issuing_key: EllipticCurvePrivateKey,
    passphrase: Passphrase,
    root_passphrase: Passphrase | None = None,
    location: str = IN_FILE,
) -> KeyRing:
    """Write a new ring at ``folder``, which must not exist; it appears complete or not at all.

    Raises:
        ConfigurationError: the folder exists, or cannot be written.
    """
    if folder.exists():
        raise ConfigurationError(SETTING, f"{folder.name} existe déjà ; rien n’y a été changé")
    key = RingKey(certificates=(issuing,), role=Role.ISSUING, location=location)
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        aside = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))  # mode 0700
        try:
            write_root(aside, root, root_key, root_passphrase or passphrase)
            private_pem = key_to_pem(issuing_key, passphrase) if location == IN_FILE else None
            put_key(aside, key, private_pem, root=root, at=root.not_valid_before_utc)
            aside.rename(folder)
        except BaseException:
            shutil.rmtree(aside, ignore_errors=True)
            raise
    except OSError as error:
        raise ConfigurationError(SETTING, f"impossible d’écrire ({error.strerror})") from None
    return open_ring(folder)


def open_ring(folder: Path) -> KeyRing:
    """Read a ring's certificates and index; no private key is opened.

    Raises:
        ConfigurationError: missing, incomplete, damaged, or open to other users.
    """
    _check_folder(folder)
    root = read_root(folder)
    return KeyRing(
        folder=folder,
        root=root,
        keys=tuple(_read_keys(folder)),
        crl=read_crl(folder),
        record=read_record(folder),
    )


def ring_files(folder: Path) -> tuple[Path, ...]:
    """Return the files of which each change of a ring changes one."""
    return folder / INDEX, folder / CRL_FILE, folder / CERTIFICATE_FILE, folder / RECORD_FILE


def add_key(
    ring: KeyRing,
    key: RingKey,
    private_key: PrivateKey | None,
    passphrase: Passphrase,
    *,
    at: datetime,
) -> KeyRing:
    """Put a new key into the ring; the one of its role that signed until now is retired.

    Args:
        ring: the ring.
        key: the new key.
        private_key: None where it is not for a file of the ring.
        passphrase: encrypts ``private_key``.
        at: when it happens.

    Raises:
        ConfigurationError: the folder cannot be written, or another program is changing it.
    """
    with locked(ring.folder):
        pem = None if private_key is None else key_to_pem(private_key, passphrase)
        put_key(ring.folder, key, pem, root=ring.root, at=at)
    return open_ring(ring.folder)


def put_key(
    folder: Path, key: RingKey, private_pem: bytes | None, *, root: x509.Certificate, at: datetime
) -> None:
    """Do what ``add_key`` does inside a folder that is locked and may hold no ring yet.

    Raises:
        ConfigurationError: the folder cannot be written.
    """
    before = _read_keys(folder) if (folder / INDEX).exists() else []
    _write_key(folder, key, private_pem)
    write_certificate(folder, root)
    keys = [_retired(old, at=at) if old.role is key.role else old for old in before]
    keys = [old for old in keys if old.kid != key.kid]
    _write_index(folder, [*keys, key])
    _destroy(folder, keys)


def retire_key(ring: KeyRing, key: RingKey, *, at: datetime) -> KeyRing:
    """Destroy ``key``'s private file, so that it never signs again; what it signed stays good.

    Raises:
        ConfigurationError: the folder cannot be written, or another program is changing it.
    """
    with locked(ring.folder):
        keys = [
            _retired(old, at=at) if old.kid == key.kid else old for old in _read_keys(ring.folder)
        ]
        _write_index(ring.folder, keys)
        _destroy(ring.folder, keys)
    return open_ring(ring.folder)


def install_crl(ring: KeyRing, crl: x509.CertificateRevocationList) -> KeyRing:
    """Keep a revocation list that the root signed elsewhere.

    Raises:
        ConfigurationError: the folder cannot be written, or another program is changing it.
        TrustStoreError: another root signed it, or it is older than the one in the ring.
    """
    seen = load_trust_store(trust_bundle(ring)).marks
    load_trust_store(trust_bundle(replace(ring, crl=crl)), seen=seen)
    with locked(ring.folder):
        write_private(ring.folder / CRL_FILE, crl.public_bytes(Encoding.PEM))
    return open_ring(ring.folder)


def trust_bundle(ring: KeyRing) -> bytes:
    """Return all that a verifier needs: root, certified keys, revocation list, record, logs."""
    certificates = [ring.root, *(one.certificate for one in ring.keys if one.role is not Role.LOG)]
    blocks = [certificate.public_bytes(Encoding.PEM) for certificate in certificates]
    if ring.crl is not None:
        blocks.append(ring.crl.public_bytes(Encoding.PEM))
    logs = (encode_log_block(one.certificate) for one in ring.keys if one.role is Role.LOG)
    return b"".join((*blocks, ring.record, *logs))


def _read_keys(folder: Path) -> list[RingKey]:
    try:
        index = json.loads(read_private(folder / INDEX))
    except ValueError:
        raise ConfigurationError(SETTING, f"{INDEX} est abîmé") from None
    match index:
        case {"format": 2, "keys": [*rows]}:
            return [_read_key(folder, row) for row in rows]
        case _:
            raise ConfigurationError(SETTING, "écrit par une autre version de ce programme")


def _read_key(folder: Path, row: object) -> RingKey:
    match row:
        case {
            "kid": str(kid),
            "role": str(role),
            "location": str() | None as location,
            "retired_at": str() | None as retired_at,
        }:
            pass
        case _:
            raise ConfigurationError(SETTING, f"{INDEX} est abîmé")
    try:
        pem = (folder / f"{kid}.cert.pem").read_bytes()
        key = RingKey(
            certificates=tuple(x509.load_pem_x509_certificates(pem)),
            role=Role(role),
            location=location,
            retired_at=None if retired_at is None else datetime.fromisoformat(retired_at),
        )
    except FileNotFoundError:
        raise ConfigurationError(SETTING, f"le certificat de la clé {kid} manque") from None
    except (OSError, ValueError) as error:
        raise ConfigurationError(SETTING, f"illisible ({type(error).__name__})") from None
    if key.kid.hex() != kid:
        raise ConfigurationError(SETTING, f"le certificat de la clé {kid} n’est pas le sien")
    return key


def _write_key(folder: Path, key: RingKey, private_pem: bytes | None) -> None:
    name = key.kid.hex()
    if private_pem is not None:
        write_private(folder / f"{name}.key.pem", private_pem)
    pem = b"".join(certificate.public_bytes(Encoding.PEM) for certificate in key.certificates)
    write_private(folder / f"{name}.cert.pem", pem)


def _write_index(folder: Path, keys: Iterable[RingKey]) -> None:
    rows = [
        {
            "kid": key.kid.hex(),
            "role": key.role.value,
            "location": key.location,
            "retired_at": key.retired_at.isoformat() if key.retired_at else None,
        }
        for key in keys
    ]
    index = {"format": _FORMAT, "keys": rows}
    write_private(folder / INDEX, json.dumps(index, indent=2).encode() + b"\n")


def _retired(key: RingKey, *, at: datetime) -> RingKey:
    return replace(key, retired_at=key.retired_at or at, location=None)


def _destroy(folder: Path, keys: Iterable[RingKey]) -> None:
    # After the index: a crash in between leaves a file that no index names any more.
    for key in keys:
        if key.location is None:
            remove(folder / f"{key.kid.hex()}.key.pem")


def _check_folder(folder: Path) -> None:
    try:
        mode = folder.stat().st_mode
    except OSError:
        return  # what is missing is named by whoever reads it first
    if mode & (stat.S_IWGRP | stat.S_IWOTH):
        raise ConfigurationError(
            SETTING, f"d’autres utilisateurs peuvent écrire dans {folder.name} : chmod 700"
        )
