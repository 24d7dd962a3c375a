"""A key that waits for its certificate: requested here, certified where the root is.

``pending.csr.pem`` is the request, ``pending.key.pem`` the private key; for a key in a token
``pending.location`` says where it is.
"""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.serialization import Encoding

from attestation.errors import ConfigurationError
from keys.custody.files import locked, read_private, remove, write_private
from keys.custody.keyring import IN_FILE, INDEX, KeyRing, RingKey, open_ring, put_key
from keys.custody.passphrase import Passphrase
from keys.custody.private_key import key_to_pem
from keys.trust import Role, load_trust_store

_REQUEST, _KEY, _LOCATION = "pending.csr.pem", "pending.key.pem", "pending.location"


@dataclass(frozen=True, slots=True, kw_only=True)
class Certified:
    """What comes back from the root: a certificate, the root itself, its revocation list."""

    certificate: x509.Certificate
    root: x509.Certificate
    crl: x509.CertificateRevocationList | None


def keep_request(
    folder: Path,
    request: x509.CertificateSigningRequest,
    key: EllipticCurvePrivateKey,
    passphrase: Passphrase,
    *,
    location: str,
) -> None:
    """Keep a new key and its request in the ring's folder; the ring may not exist yet.

    Raises:
        ConfigurationError: a request waits already, or the folder cannot be written.
    """
    with locked(folder):
        if (folder / _REQUEST).exists():
            raise ConfigurationError(
                "demande", f"une autre attend déjà sa réponse : {folder / _REQUEST}"
            )
        if location == IN_FILE:
            write_private(folder / _KEY, key_to_pem(key, passphrase))
        write_private(folder / _LOCATION, location.encode())
        write_private(folder / _REQUEST, request.public_bytes(Encoding.PEM))


def read_certified(
    certificates: list[x509.Certificate], crls: list[x509.CertificateRevocationList]
) -> Certified:
    """Sort what ``attest-keys certify`` wrote.

    Raises:
        ConfigurationError: not one certificate and its root.
        TrustStoreError: the root did not certify it.
    """
    if len(certificates) != 2:
        raise ConfigurationError("certificat", "un certificat et sa racine sont attendus")
    blocks = [one.public_bytes(Encoding.PEM) for one in certificates]
    blocks += [crl.public_bytes(Encoding.PEM) for crl in crls]
    (organisation,) = load_trust_store(b"".join(blocks)).organisations
    (one,) = organisation.certificates
    return Certified(
        certificate=one.certificate, root=organisation.root, crl=crls[-1] if crls else None
    )


def install(folder: Path, certified: Certified, *, at: datetime) -> KeyRing:
    """Make the pending key the one that signs; the ring is made if there is none.

    Raises:
        ConfigurationError: nothing is pending, it is another key's certificate, the root is not
            this ring's, or the folder cannot be written.
    """
    with locked(folder):
        request = _read_request(folder)
        if request.public_key() != certified.certificate.public_key():
            raise ConfigurationError("certificat", "il n’est pas celui de la clé demandée")
        if (folder / INDEX).exists() and open_ring(folder).root != certified.root:
            raise ConfigurationError("certificat", "une autre racine que celle du trousseau")
        location = read_private(folder / _LOCATION).decode()
        key = RingKey(certificates=(certified.certificate,), role=Role.ISSUING, location=location)
        private = read_private(folder / _KEY) if location == IN_FILE else None
        put_key(folder, key, private, root=certified.root, at=at)
        # Last: until here the same certificate can be installed again.
        for name in (_REQUEST, _KEY, _LOCATION):
            remove(folder / name)
    return open_ring(folder)


def _read_request(folder: Path) -> x509.CertificateSigningRequest:
    if not (folder / _REQUEST).exists():
        raise ConfigurationError("certificat", "aucune demande n’attend : attest-keys request")
    try:
        return x509.load_pem_x509_csr(read_private(folder / _REQUEST))
    except ValueError:
        raise ConfigurationError("demande", f"{_REQUEST} est abîmé") from None
