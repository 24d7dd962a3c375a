"""What a certificate says that we use: its kid, its organisation, who certifies it (RFC 5280)."""

from hashlib import sha256

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.types import CertificatePublicKeyTypes
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509.oid import NameOID, ObjectIdentifier

from attestation.errors import TrustStoreError
from attestation.formats.cose import KID_BYTES
from attestation.signer import Kid

RECEIPT_SIGNING = ObjectIdentifier("2.25.253186249492510167275995247894567743980")
"""Extended key usage of a verifier's receipt key; of our own making (X.667 §6.3), ADR 0044."""
LOG_SCHEME = "https://"
"""Before a log's name in its certificate: the name is an address without it (C2SP)."""
LOG_SIGNING = ObjectIdentifier("2.25.139068002400915568983337940170441776610")
"""Extended key usage of the key of a log; likewise, ADR 0147."""


def fingerprint(certificate: x509.Certificate) -> bytes:
    """Return SHA-256 over the certificate's DER, as people compare it."""
    return sha256(certificate.public_bytes(Encoding.DER)).digest()


def kid_of(certificate: x509.Certificate) -> Kid:
    """Name a key as COSE headers do: the first 8 bytes of the fingerprint."""
    return Kid(fingerprint(certificate)[:KID_BYTES])


def public_key_digest(key: CertificatePublicKeyTypes) -> bytes:
    """Return SHA-256 over a public key's SubjectPublicKeyInfo (RFC 5280 §4.1.2.7)."""
    encoded = key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return sha256(encoded).digest()


def organisation_of(certificate: x509.Certificate) -> str:
    """Return the organisation in a certificate's subject (O), or its common name.

    Raises:
        TrustStoreError: it names neither.
    """
    for oid in (NameOID.ORGANIZATION_NAME, NameOID.COMMON_NAME):
        for attribute in certificate.subject.get_attributes_for_oid(oid):
            return str(attribute.value)
    raise TrustStoreError("un certificat du fichier de confiance ne nomme aucune organisation")


def identifier_in(subject: x509.Name) -> str | None:
    """Return the organisation's identifier (EN 319 412-1 §5.1.4); None where it names none."""
    attributes = subject.get_attributes_for_oid(NameOID.ORGANIZATION_IDENTIFIER)
    return next((str(attribute.value) for attribute in attributes), None)


def contact_of(certificate: x509.Certificate) -> str | None:
    """Return the addresses in a certificate (subjectAltName: web page, then e-mail)."""
    names = extension_of(certificate, x509.SubjectAlternativeName)
    if names is None:
        return None
    contacts = [
        *names.get_values_for_type(x509.UniformResourceIdentifier),
        *names.get_values_for_type(x509.RFC822Name),
    ]
    return ", ".join(contacts) or None


def is_authority(certificate: x509.Certificate) -> bool:
    """Check whether a certificate is that of a certification authority."""
    constraints = extension_of(certificate, x509.BasicConstraints)
    return constraints is not None and constraints.ca


def is_root(certificate: x509.Certificate) -> bool:
    """Check whether a certificate is a self-signed authority that may certify."""
    usage = extension_of(certificate, x509.KeyUsage)
    return (
        is_authority(certificate)
        and usage is not None
        and usage.key_cert_sign
        and certifies(certificate, certificate)
    )


def certifies(authority: x509.Certificate, certificate: x509.Certificate) -> bool:
    """Check whether ``authority`` signed ``certificate`` and was valid when it begins."""
    try:
        certificate.verify_directly_issued_by(authority)
    except (ValueError, TypeError, InvalidSignature):
        return False
    begins = certificate.not_valid_before_utc
    return authority.not_valid_before_utc <= begins <= authority.not_valid_after_utc


def log_origin_of(certificate: x509.Certificate) -> str | None:
    """Return the name of the log that a certificate is for; None where it is for no log."""
    usage = extension_of(certificate, x509.ExtendedKeyUsage)
    names = extension_of(certificate, x509.SubjectAlternativeName)
    if usage is None or list(usage) != [LOG_SIGNING] or names is None:
        return None
    match names.get_values_for_type(x509.UniformResourceIdentifier):
        case [address] if address.startswith(LOG_SCHEME):
            return address.removeprefix(LOG_SCHEME)
        case _:
            return None


def extension_of(
    certificate: x509.Certificate, kind: type[x509.extensions.ExtensionTypeVar]
) -> x509.extensions.ExtensionTypeVar | None:
    """Return one extension of a certificate, if it has it."""
    try:
        return certificate.extensions.get_extension_for_class(kind).value
    except x509.ExtensionNotFound:
        return None
