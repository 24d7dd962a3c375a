"""The trust store: who may sign, read from a PEM bundle of public certificates.

The only part of ``keys`` that a verifier may import. A bundle holds root certificates and the
issuing certificates that they certify (RFC 5280); what is shown as issuer comes from here.
"""

from collections.abc import Iterable, Mapping
from hashlib import sha256
from types import MappingProxyType

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePublicKey
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from attestation.cose import KID_BYTES
from attestation.errors import TrustStoreError
from attestation.policy import TrustedKey
from attestation.signer import Kid
from attestation.verdict import Issuer


def kid_of(certificate: x509.Certificate) -> Kid:
    """Name a key as COSE headers do: first 8 bytes of SHA-256 over the certificate's DER."""
    return Kid(sha256(certificate.public_bytes(Encoding.DER)).digest()[:KID_BYTES])


def load_trusted_keys(bundle: bytes) -> Mapping[Kid, TrustedKey]:
    """Read a PEM bundle: each issuing certificate in it that a root in it certifies.

    Raises:
        TrustStoreError: not PEM certificates, no root, no issuing key, a certificate that no
            root here certifies, or two with one kid.
    """
    try:
        certificates = x509.load_pem_x509_certificates(bundle)
    except ValueError:
        raise TrustStoreError(
            "le fichier de confiance ne contient aucun certificat PEM lisible"
        ) from None
    roots = [certificate for certificate in certificates if _is_root(certificate)]
    keys: dict[Kid, TrustedKey] = {}
    for certificate in certificates:
        if _is_authority(certificate):
            continue
        key = _trusted_key(certificate, roots)
        if key.kid in keys:
            raise TrustStoreError(
                f"deux certificats du fichier de confiance ont le même kid {key.kid.hex()}"
            )
        keys[key.kid] = key
    if not keys:
        raise TrustStoreError("le fichier de confiance ne nomme aucun certificat d’émission")
    return MappingProxyType(keys)


def organisation_of(certificate: x509.Certificate) -> str:
    """Give the organisation in a certificate's subject (O), or its common name."""
    for oid in (NameOID.ORGANIZATION_NAME, NameOID.COMMON_NAME):
        for attribute in certificate.subject.get_attributes_for_oid(oid):
            return str(attribute.value)
    raise TrustStoreError("un certificat du fichier de confiance ne nomme aucune organisation")


def _trusted_key(certificate: x509.Certificate, roots: Iterable[x509.Certificate]) -> TrustedKey:
    public_key = certificate.public_key()
    if not isinstance(public_key, EllipticCurvePublicKey) or not isinstance(
        public_key.curve, SECP256R1
    ):
        raise TrustStoreError("la clé d’un certificat d’émission n’est pas P-256")
    usage = _extension(certificate, x509.KeyUsage)
    if usage is None or not usage.digital_signature or not usage.content_commitment:
        raise TrustStoreError("un certificat d’émission n’est pas fait pour signer des documents")
    root = next((root for root in roots if _certifies(root, certificate)), None)
    if root is None:
        raise TrustStoreError(
            "aucune racine du fichier de confiance ne certifie un certificat d’émission"
        )
    return TrustedKey(
        kid=kid_of(certificate),
        public_key=public_key,
        issuer=Issuer(
            name=organisation_of(certificate),
            contact=_contact(certificate),
            anchor=sha256(root.public_bytes(Encoding.DER)).digest(),
        ),
        not_before=certificate.not_valid_before_utc,
        not_after=certificate.not_valid_after_utc,
    )


def _contact(certificate: x509.Certificate) -> str | None:
    """Give the address in the certificate (subjectAltName: web page, else e-mail)."""
    names = _extension(certificate, x509.SubjectAlternativeName)
    if names is None:
        return None
    contacts = [
        *names.get_values_for_type(x509.UniformResourceIdentifier),
        *names.get_values_for_type(x509.RFC822Name),
    ]
    return ", ".join(contacts) or None


def _is_authority(certificate: x509.Certificate) -> bool:
    constraints = _extension(certificate, x509.BasicConstraints)
    return constraints is not None and constraints.ca


def _is_root(certificate: x509.Certificate) -> bool:
    usage = _extension(certificate, x509.KeyUsage)
    return (
        _is_authority(certificate)
        and usage is not None
        and usage.key_cert_sign
        and _certifies(certificate, certificate)
    )


def _certifies(authority: x509.Certificate, certificate: x509.Certificate) -> bool:
    """Tell whether ``authority`` signed ``certificate`` and was valid when it begins."""
    try:
        certificate.verify_directly_issued_by(authority)
    except (ValueError, TypeError, InvalidSignature):
        return False
    begins = certificate.not_valid_before_utc
    return authority.not_valid_before_utc <= begins <= authority.not_valid_after_utc


def _extension(
    certificate: x509.Certificate, kind: type[x509.extensions.ExtensionTypeVar]
) -> x509.extensions.ExtensionTypeVar | None:
    try:
        return certificate.extensions.get_extension_for_class(kind).value
    except x509.ExtensionNotFound:
        return None
