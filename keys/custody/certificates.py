"""Making certificates: a root, and what it certifies, each for one use (RFC 5280).

``keys.trust`` tells a certificate's role by its key usage, so the usages here are the rule.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.types import CertificateIssuerPublicKeyTypes
from cryptography.x509.oid import NameOID, ObjectIdentifier

from attestation.errors import ConfigurationError, SigningError
from attestation.organisation_identifier import is_identifier
from keys.trust import LOG_SCHEME, LOG_SIGNING, Role, identifier_in, organisation_of

DOCUMENT_SIGNING = ObjectIdentifier("1.3.6.1.5.5.7.3.36")  # id-kp-documentSigning, RFC 9336
_BACKDATED = timedelta(minutes=5)  # a verifier's clock may be a little behind ours
_LONGEST_NAME = 64  # RFC 5280 appendix A, ub-organization-name; cryptography counts bytes
_ROLE_NAMES = {
    Role.ROOT: "racine des attestations",
    Role.ISSUING: "attestations",
    Role.WITNESS: "témoin des attestations",
    Role.SEAL: "cachet des documents",
    Role.LOG: "journal des attestations",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """The organisation as its certificates name it."""

    organisation: str
    website: str | None
    email: str | None
    identifier: str | None = None
    """``NTRBE-0123456749``: ETSI EN 319 412-1 §5.1.4."""

    def subject(self, role: Role) -> x509.Name:
        """Return the distinguished name for a certificate with this ``role``."""
        suffix = f" – {_ROLE_NAMES[role]}"
        name = _cut(self.organisation, _LONGEST_NAME - len(suffix.encode())) + suffix
        attributes = [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "BE"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, _cut(self.organisation, _LONGEST_NAME)),
        ]
        if self.identifier is not None:
            identifier = x509.NameAttribute(NameOID.ORGANIZATION_IDENTIFIER, self.identifier)
            attributes.append(identifier)
        return x509.Name([*attributes, x509.NameAttribute(NameOID.COMMON_NAME, name)])

    def addresses(self) -> list[x509.GeneralName]:
        """Return what goes into subjectAltName: where the organisation is reached."""
        names: list[x509.GeneralName] = []
        if self.website:
            names.append(x509.UniformResourceIdentifier(self.website))
        if self.email:
            names.append(x509.RFC822Name(self.email))
        return names


def new_key() -> ec.EllipticCurvePrivateKey:
    """Make a P-256 key: hardware tokens, browsers and PDF readers all have the curve."""
    return ec.generate_private_key(ec.SECP256R1())


def certify_root(
    key: ec.EllipticCurvePrivateKey, identity: Identity, *, at: datetime, lifetime: timedelta
) -> x509.Certificate:
    """Make a self-signed root: it certifies keys, revokes them, and may sign checkpoints."""
    name = identity.subject(Role.ROOT)
    builder = _builder(name, name, key.public_key(), at=at, lifetime=lifetime)
    builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
    builder = builder.add_extension(_usage(Role.ROOT), critical=True)
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
    """Make an issuing certificate: for signing attestations, not for certifying anything.

    Raises:
        SigningError: the root is expired.
    """
    return certify(
        public_key,
        identity,
        Role.ISSUING,
        root=root,
        root_key=root_key,
        at=at,
        lifetime=lifetime,
    )


def certify(
    public_key: CertificateIssuerPublicKeyTypes,
    identity: Identity,
    role: Role,
    *,
    root: x509.Certificate,
    root_key: ec.EllipticCurvePrivateKey,
    at: datetime,
    lifetime: timedelta,
    origin: str | None = None,
) -> x509.Certificate:
    """Make a certificate for ``role``; its end is never past the root's.

    Args:
        public_key: the key to certify.
        identity: whom it names.
        role: what the key is for.
        root: who certifies.
        root_key: the key of ``root``.
        at: its first instant.
        lifetime: how long it lasts.
        origin: with a log, and only there: its name.

    Raises:
        SigningError: the root is expired.
    """
    lifetime = min(lifetime, root.not_valid_after_utc - at)
    if lifetime <= timedelta():
        raise SigningError("la racine est expirée : elle ne certifie plus rien")
    name = identity.subject(role)
    builder = _builder(name, root.subject, public_key, at=at, lifetime=lifetime)
    builder = builder.add_extension(
        x509.BasicConstraints(ca=False, path_length=None), critical=True
    )
    builder = builder.add_extension(_usage(role), critical=True)
    if role in (Role.ISSUING, Role.SEAL):
        builder = builder.add_extension(x509.ExtendedKeyUsage([DOCUMENT_SIGNING]), critical=False)
    authority = x509.AuthorityKeyIdentifier.from_issuer_public_key(root_key.public_key())
    builder = builder.add_extension(authority, critical=False)
    addresses = identity.addresses()
    if origin is not None:
        builder = builder.add_extension(x509.ExtendedKeyUsage([LOG_SIGNING]), critical=True)
        addresses = [x509.UniformResourceIdentifier(LOG_SCHEME + origin)]
    if addresses:
        builder = builder.add_extension(x509.SubjectAlternativeName(addresses), critical=False)
    return builder.sign(root_key, hashes.SHA256())


def make_request(
    key: ec.EllipticCurvePrivateKey, identity: Identity
) -> x509.CertificateSigningRequest:
    """Make a certification request (PKCS#10, RFC 2986) for a new issuing key."""
    builder = x509.CertificateSigningRequestBuilder().subject_name(identity.subject(Role.ISSUING))
    if addresses := identity.addresses():
        builder = builder.add_extension(x509.SubjectAlternativeName(addresses), critical=False)
    return builder.sign(key, hashes.SHA256())


def read_request(pem: bytes) -> tuple[ec.EllipticCurvePublicKey, Identity]:
    """Read a certification request whose sender holds the key.

    Raises:
        ConfigurationError: not a request, its signature does not hold, or its key is not P-256.
    """
    try:
        request = x509.load_pem_x509_csr(pem)
        key, is_held = request.public_key(), request.is_signature_valid
    except (ValueError, InvalidSignature):
        raise ConfigurationError("demande", "ce n’est pas une demande PKCS#10 en PEM") from None
    if not is_held:
        raise ConfigurationError("demande", "sa signature est fausse")
    if not isinstance(key, ec.EllipticCurvePublicKey) or not isinstance(key.curve, ec.SECP256R1):
        raise ConfigurationError("demande", "sa clé n’est pas P-256")
    organisations = request.subject.get_attributes_for_oid(NameOID.ORGANIZATION_NAME)
    if not organisations:
        raise ConfigurationError("demande", "elle ne nomme aucune organisation")
    identifier = identifier_in(request.subject)
    if identifier is not None and not is_identifier(identifier):
        raise ConfigurationError("demande", "son identifiant d’organisation est faux (BCE)")
    return key, Identity(
        organisation=str(organisations[0].value),
        identifier=identifier,
        **_addresses_of(request.extensions),
    )


def identity_of(certificate: x509.Certificate) -> Identity:
    """Read back whom a certificate of ours names."""
    return Identity(
        organisation=organisation_of(certificate),
        identifier=identifier_in(certificate.subject),
        **_addresses_of(certificate.extensions),
    )


def _cut(text: str, length: int) -> str:
    """Keep as many whole characters as fit into ``length`` bytes of UTF-8."""
    return text.encode()[:length].decode(errors="ignore").rstrip()


def _addresses_of(extensions: x509.Extensions) -> dict[str, str | None]:
    try:
        names = extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return {"website": None, "email": None}
    return {
        "website": next(iter(names.get_values_for_type(x509.UniformResourceIdentifier)), None),
        "email": next(iter(names.get_values_for_type(x509.RFC822Name)), None),
    }


def _builder(
    subject: x509.Name,
    issuer: x509.Name,
    public_key: CertificateIssuerPublicKeyTypes,
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


def _usage(role: Role) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=role is not Role.SEAL,
        content_commitment=role in (Role.ISSUING, Role.SEAL),  # once called nonRepudiation
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=role is Role.ROOT,
        crl_sign=role is Role.ROOT,
        encipher_only=False,
        decipher_only=False,
    )
