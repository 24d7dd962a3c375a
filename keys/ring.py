"""The key ring: a folder of certificates and encrypted private keys, written whole or not at all.

``ring.json`` says which issuing key is active; ``<kid>.cert.pem`` and ``<kid>.key.pem`` are an
issuing key, ``root.cert.pem`` and ``root.key.pem`` the root. Private keys are encrypted PKCS#8
(RFC 5958) with mode 0600, in a folder with mode 0700.
"""

import json
import os
import shutil
import stat
import tempfile
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    PrivateFormat,
    load_pem_private_key,
)

from attestation.errors import ConfigurationError, SigningError
from attestation.signer import Kid
from keys.passphrase import Passphrase
from keys.trust import kid_of

_INDEX = "ring.json"
_FORMAT = 1
_ROOT = "root"


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyRing:
    """A key ring's public part; private keys are opened one by one, when one is needed."""

    folder: Path
    root: x509.Certificate
    issuing: tuple[x509.Certificate, ...]
    active: Kid

    def active_certificate(self) -> x509.Certificate:
        """Give the issuing certificate that signs now."""
        return next(cert for cert in self.issuing if kid_of(cert) == self.active)


def create_ring(
    folder: Path,
    *,
    root: x509.Certificate,
    root_key: EllipticCurvePrivateKey,
    issuing: x509.Certificate,
    issuing_key: EllipticCurvePrivateKey,
    passphrase: Passphrase,
) -> KeyRing:
    """Write a new ring at ``folder``, which must not exist; it appears complete or not at all.

    Raises:
        ConfigurationError: the folder exists, or cannot be written.
    """
    if folder.exists():
        raise ConfigurationError("keys.ring", f"{folder.name} existe déjà ; rien n’y a été changé")
    kid = kid_of(issuing)
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        aside = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))  # mode 0700
        try:
            _write_pair(aside, _ROOT, root, root_key, passphrase)
            _write_pair(aside, kid.hex(), issuing, issuing_key, passphrase)
            index = {"format": _FORMAT, "active": kid.hex()}
            _write_private(aside / _INDEX, json.dumps(index, indent=2).encode() + b"\n")
            aside.rename(folder)
        except BaseException:
            shutil.rmtree(aside, ignore_errors=True)
            raise
    except OSError as error:
        raise ConfigurationError("keys.ring", f"impossible d’écrire ({error.strerror})") from None
    return open_ring(folder)


def open_ring(folder: Path) -> KeyRing:
    """Read a ring's certificates and index; no private key is opened.

    Raises:
        ConfigurationError: missing, incomplete, damaged, or readable by other users.
    """
    try:
        index = json.loads(_read_private(folder / _INDEX))
        root = x509.load_pem_x509_certificate((folder / f"{_ROOT}.cert.pem").read_bytes())
        issuing = tuple(
            x509.load_pem_x509_certificate(file.read_bytes())
            for file in sorted(folder.glob("*.cert.pem"))
            if file.name != f"{_ROOT}.cert.pem"
        )
    except FileNotFoundError:
        raise ConfigurationError(
            "keys.ring", "pas de trousseau à cet endroit : attest-keys init"
        ) from None
    except (OSError, ValueError) as error:
        raise ConfigurationError("keys.ring", f"illisible ({type(error).__name__})") from None
    match index:
        case {"format": 1, "active": str(active)}:
            kid = Kid(bytes.fromhex(active))
        case _:
            raise ConfigurationError("keys.ring", "écrit par une autre version de ce programme")
    if kid not in map(kid_of, issuing):
        raise ConfigurationError("keys.ring", "le certificat de la clé active manque")
    return KeyRing(folder=folder, root=root, issuing=issuing, active=kid)


def open_private_key(ring: KeyRing, passphrase: Passphrase) -> EllipticCurvePrivateKey:
    """Decrypt the active issuing key.

    Raises:
        SigningError: wrong passphrase, or the file is damaged.
        ConfigurationError: the key file is missing or readable by other users.
    """
    pem = _read_private(ring.folder / f"{ring.active.hex()}.key.pem")
    try:
        key = load_pem_private_key(pem, password=passphrase)
    except (ValueError, TypeError):
        raise SigningError(
            "la phrase secrète est fausse, ou le fichier de la clé est abîmé"
        ) from None
    if (
        not isinstance(key, EllipticCurvePrivateKey)
        or key.public_key() != ring.active_certificate().public_key()
    ):
        raise SigningError("la clé privée n’est pas celle du certificat actif")
    return key


def trust_bundle(ring: KeyRing) -> bytes:
    """Give all that a verifier needs, as PEM: the root and every issuing certificate."""
    return b"".join(cert.public_bytes(Encoding.PEM) for cert in (ring.root, *ring.issuing))


def _write_pair(
    folder: Path,
    name: str,
    certificate: x509.Certificate,
    key: EllipticCurvePrivateKey,
    passphrase: Passphrase,
) -> None:
    encryption = BestAvailableEncryption(passphrase)
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, encryption)
    _write_private(folder / f"{name}.key.pem", pem)
    _write_private(folder / f"{name}.cert.pem", certificate.public_bytes(Encoding.PEM))


def _write_private(file: Path, content: bytes) -> None:
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())


def _read_private(file: Path) -> bytes:
    try:
        mode = file.stat().st_mode
        content = file.read_bytes()
    except FileNotFoundError:
        raise ConfigurationError("keys.ring", f"{file.name} manque : attest-keys init") from None
    except OSError as error:
        raise ConfigurationError("keys.ring", f"illisible ({error.strerror})") from None
    if mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise ConfigurationError(
            "keys.ring", f"d’autres utilisateurs peuvent lire {file.name} : chmod 600"
        )
    return content
