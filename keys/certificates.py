"""Making certificates: a root, and the issuing certificates that it certifies (RFC 5280)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID, ObjectIdentifier

DOCUMENT_SIGNING = ObjectIdentifier("1.3.6.1.5.5.7.3.36")  # id-kp-documentSigning, RFC 9336
_BACKDATED = timedelta(minutes=5)  # a verifier's clock may be a little behind ours


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """The organisation as its certificates name it."""

    organisation: str
    website: str | None
    email: str | None

    def subject(self, role: str) -> x509.Name:
        """Give the distinguished name for a certificate with this ``role``."""
        return x509.Name(
            [
                x509.NameAttribute(NameOID.COUNTRY_NAME, "BE"),
                x509.NameAttribute(NameOID.ORGANIZATION_NAME, self.organisation[:64]),
                x509.NameAttribute(NameOID.COMMON_NAME, f"{self.organisation[:40]} – {role}"[:64]),
            ]
        )


def new_key() -> ec.EllipticCurvePrivateKey:
    """Make a P-256 key: hardware tokens, browsers and PDF readers all have the curve."""
    return ec.generate_private_key(ec.SECP256R1())


def certify_root(
    key: ec.EllipticCurvePrivateKey, identity: Identity, *, at: datetime, lifetime: timedelta
) -> x509.Certificate:
    """Make a self-signed root that may certify issuing keys, and no further authority."""
    name = identity.subject("racine des attestations")
    builder = _builder(name, name, key.public_key(), at=at, lifetime=lifetime)
    builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
    builder = builder.add_extension(_usage(certifies=True), critical=True)
    return builder.sign(key, hashes.SHA256())


def certify_issuing_key(
    public_key: ec.EllipticCurvePublicKey,
    identity: Identity,
    *,
    root: x509.Certificate,
    root_key: ec.EllipticCurvePrivateKey,
    at: datetime,
    lifetime: timedelta,
) -> x509.Certificate:
    """Make an issuing certificate: for signing documents, not for certifying anything.

    Its end is never past the root's.
    """
    lifetime = min(lifetime, root.not_valid_after_utc - at)
    name = identity.subject("attestations")
    builder = _builder(name, root.subject, public_key, at=at, lifetime=lifetime)
    builder = builder.add_extension(
        x509.BasicConstraints(ca=False, path_length=None), critical=True
    )
    builder = builder.add_extension(_usage(certifies=False), critical=True)
    builder = builder.add_extension(x509.ExtendedKeyUsage([DOCUMENT_SIGNING]), critical=False)
    authority = x509.AuthorityKeyIdentifier.from_issuer_public_key(root_key.public_key())
    builder = builder.add_extension(authority, critical=False)
    names: list[x509.GeneralName] = []
    if identity.website:
        names.append(x509.UniformResourceIdentifier(identity.website))
    if identity.email:
        names.append(x509.RFC822Name(identity.email))
    if names:
        builder = builder.add_extension(x509.SubjectAlternativeName(names), critical=False)
    return builder.sign(root_key, hashes.SHA256())


def _builder(
    subject: x509.Name,
    issuer: x509.Name,
    public_key: ec.EllipticCurvePublicKey,
    *,
    at: datetime,
    lifetime: timedelta,
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(public_key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(at - _BACKDATED)
        .not_valid_after(at + lifetime)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public_key), critical=False)
    )


def _usage(*, certifies: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not certifies,
        content_commitment=not certifies,  # RFC 5280's name for nonRepudiation
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=certifies,
        crl_sign=certifies,
        encipher_only=False,
        decipher_only=False,
    )
