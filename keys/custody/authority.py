"""The certificate authority: a folder with the root's certificate, key and revocation list.

It is the key ring itself, or a folder elsewhere that the issuing machine never sees.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.asymmetric.types import CertificateIssuerPublicKeyTypes
from cryptography.hazmat.primitives.serialization import Encoding

from attestation.errors import ConfigurationError, SigningError
from keys.custody.certificates import Identity, certify
from keys.custody.files import SETTING, locked, write_private
from keys.custody.passphrase import Passphrase
from keys.custody.private_key import key_to_pem, open_key_file
from keys.trust import Role, kid_of

CRL_FILE = "crl.pem"
RECORD_FILE = "issuer-record.pem"
REASONS = ("keyCompromise", "superseded", "cessationOfOperation")  # of RFC 5280 §5.3.1
CERTIFICATE_FILE, _KEY_FILE = "root.cert.pem", "root.key.pem"
_BACKDATED = timedelta(minutes=5)  # as certificates: a verifier's clock may be behind


@dataclass(frozen=True, slots=True, kw_only=True)
class Authority:
    """A root whose key is open."""

    folder: Path
    root: x509.Certificate
    key: EllipticCurvePrivateKey = field(repr=False)

    def certify(
        self,
        public_key: CertificateIssuerPublicKeyTypes,
        identity: Identity,
        role: Role,
        *,
        at: datetime,
        lifetime: timedelta,
        origin: str | None = None,
    ) -> x509.Certificate:
        """Certify a key for one use; ``origin`` is the name of a log, where it is one's.

        Raises:
            SigningError: the root is expired.
            ConfigurationError: the folder cannot be written.
        """
        certificate = certify(
            public_key,
            identity,
            role,
            root=self.root,
            root_key=self.key,
            at=at,
            lifetime=lifetime,
            origin=origin,
        )
        # Kept beside the root too: a key is revoked by its certificate's number.
        write_private(
            self.folder / f"{kid_of(certificate).hex()}.cert.pem",
            certificate.public_bytes(Encoding.PEM),
        )
        return certificate

    def revoke(
        self,
        certificate: x509.Certificate,
        *,
        reason: str,
        invalid_since: datetime,
        at: datetime,
    ) -> x509.CertificateRevocationList:
        """Sign a revocation list with one entry more, and keep it.

        Revoking again moves the invalidity date back, never forward.

        Raises:
            ConfigurationError: another root certified it, or the folder cannot be written.
        """
        try:
            certificate.verify_directly_issued_by(self.root)
        except Exception:
            raise ConfigurationError(
                "certificat", "cette racine ne l’a pas certifié, elle ne peut le révoquer"
            ) from None
        with locked(self.folder):
            before = read_crl(self.folder)
            entry = _entry(before, certificate, reason=reason, invalid_since=invalid_since, at=at)
            return self._sign_crl(before, entry, at=at)

    def renew_crl(self, *, at: datetime) -> x509.CertificateRevocationList:
        """Sign a revocation list that says the same as the one before, today; and keep it.

        Documents carry one, to show that their key was not revoked (PAdES B-LT).

        Raises:
            ConfigurationError: the folder cannot be written.
        """
        with locked(self.folder):
            return self._sign_crl(read_crl(self.folder), None, at=at)

    def _sign_crl(
        self,
        before: x509.CertificateRevocationList | None,
        entry: x509.RevokedCertificate | None,
        *,
        at: datetime,
    ) -> x509.CertificateRevocationList:
        crl = _signed_crl(self, before, entry, at=at)
        write_private(self.folder / CRL_FILE, crl.public_bytes(Encoding.PEM))
        return crl


def write_root(
    folder: Path, root: x509.Certificate, key: EllipticCurvePrivateKey, passphrase: Passphrase
) -> None:
    """Write a root into ``folder``.

    Raises:
        ConfigurationError: the folder cannot be written.
    """
    write_private(folder / _KEY_FILE, key_to_pem(key, passphrase))
    write_certificate(folder, root)


def write_certificate(folder: Path, root: x509.Certificate) -> None:
    """Write the root's certificate alone, where its key is elsewhere.

    Raises:
        ConfigurationError: the folder cannot be written.
    """
    write_private(folder / CERTIFICATE_FILE, root.public_bytes(Encoding.PEM))


def create_root(
    folder: Path, root: x509.Certificate, key: EllipticCurvePrivateKey, passphrase: Passphrase
) -> None:
    """Write a new root into a folder of its own.

    Raises:
        ConfigurationError: there is a root already, or the folder cannot be written.
    """
    with locked(folder):
        if (folder / _KEY_FILE).exists() or (folder / CERTIFICATE_FILE).exists():
            raise ConfigurationError("racine", "il y en a déjà une ; rien n’y a été changé")
        write_root(folder, root, key, passphrase)


def open_authority(folder: Path, passphrase: Passphrase) -> Authority:
    """Open the root in ``folder``.

    Raises:
        ConfigurationError: there is none, or others may read its key.
        SigningError: wrong passphrase, or a damaged key.
    """
    root = read_root(folder)
    if not (folder / _KEY_FILE).exists():
        raise ConfigurationError(
            "racine", "sa clé n’est pas dans ce dossier : donnez --root, ou request et certify"
        )
    key = open_key_file(folder / _KEY_FILE, passphrase)
    if key.public_key() != root.public_key():
        raise SigningError("la clé privée n’est pas celle de la racine")
    return Authority(folder=folder, root=root, key=key)


def read_root(folder: Path) -> x509.Certificate:
    """Read the root's certificate.

    Raises:
        ConfigurationError: missing or unreadable.
    """
    try:
        return x509.load_pem_x509_certificate((folder / CERTIFICATE_FILE).read_bytes())
    except FileNotFoundError:
        raise ConfigurationError(
            SETTING, "pas de trousseau à cet endroit : attest-keys init"
        ) from None
    except (OSError, ValueError) as error:
        raise ConfigurationError(SETTING, f"illisible ({type(error).__name__})") from None


def find_certified(folder: Path, kid: str) -> x509.Certificate:
    """Return the certificate named ``kid`` that the root in ``folder`` made.

    Raises:
        ConfigurationError: none, several, or unreadable.
    """
    found = list(folder.glob(f"{kid.lower()}*.cert.pem")) if kid.isalnum() else []
    if len(kid) < 4 or len(found) != 1:
        raise ConfigurationError("kid", "aucun certificat de ce nom, ou plusieurs")
    try:
        return x509.load_pem_x509_certificates(found[0].read_bytes())[0]
    except (OSError, ValueError) as error:
        raise ConfigurationError("kid", f"illisible ({type(error).__name__})") from None


def read_crl(folder: Path) -> x509.CertificateRevocationList | None:
    """Read the newest revocation list in ``folder``, if there is one.

    Raises:
        ConfigurationError: it is unreadable.
    """
    try:
        return x509.load_pem_x509_crl((folder / CRL_FILE).read_bytes())
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise ConfigurationError(SETTING, f"{CRL_FILE} : {type(error).__name__}") from None


def read_record(folder: Path) -> bytes:
    """Read the issuer record in ``folder``, as a block of a bundle; empty where there is none.

    Raises:
        ConfigurationError: it is unreadable.
    """
    try:
        return (folder / RECORD_FILE).read_bytes()
    except FileNotFoundError:
        return b""
    except OSError as error:
        raise ConfigurationError(SETTING, f"{RECORD_FILE} : {error.strerror}") from None


def _entry(
    before: x509.CertificateRevocationList | None,
    certificate: x509.Certificate,
    *,
    reason: str,
    invalid_since: datetime,
    at: datetime,
) -> x509.RevokedCertificate:
    known = before and before.get_revoked_certificate_by_serial_number(certificate.serial_number)
    if known:
        since = known.extensions.get_extension_for_class(x509.InvalidityDate).value
        invalid_since = min(invalid_since, since.invalidity_date_utc)
    return (
        x509.RevokedCertificateBuilder()
        .serial_number(certificate.serial_number)
        .revocation_date(at)
        .add_extension(x509.CRLReason(x509.ReasonFlags(reason)), critical=False)
        .add_extension(x509.InvalidityDate(invalid_since), critical=False)
        .build()
    )


def _signed_crl(
    authority: Authority,
    before: x509.CertificateRevocationList | None,
    new: x509.RevokedCertificate | None,
    *,
    at: datetime,
) -> x509.CertificateRevocationList:
    """Sign the list ``before`` with ``new`` in it, in the place of an entry for the same key."""
    number = 1
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(authority.root.subject)
        .last_update(at - _BACKDATED)
        # RFC 5280 §5.1.2.5 demands a date. A new list comes when a key falls, not before.
        .next_update(authority.root.not_valid_after_utc)
    )
    if before is not None:
        number = before.extensions.get_extension_for_class(x509.CRLNumber).value.crl_number + 1
        for entry in before:
            if new is None or entry.serial_number != new.serial_number:
                builder = builder.add_revoked_certificate(entry)
    if new is not None:
        builder = builder.add_revoked_certificate(new)
    key_id = x509.AuthorityKeyIdentifier.from_issuer_public_key(authority.key.public_key())
    return (
        builder.add_extension(x509.CRLNumber(number), critical=False)
        .add_extension(key_id, critical=False)
        .sign(authority.key, hashes.SHA256())
    )
