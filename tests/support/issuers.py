"""Organisations with keys of their own, made at run time: a signer, and who trusts it."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.serialization import Encoding

from attestation.verdict.policy import VerificationPolicy
from keys.custody.certificates import Identity, certify_issuing_key, certify_root, new_key
from keys.custody.signing import FileSigner
from keys.trust import kid_of, load_trusted_keys

NOW = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)
ADDRESS = "https://verifier.example"


@dataclass(frozen=True, slots=True, kw_only=True)
class TestIssuer:
    """An organisation that exists only in tests."""

    __test__ = False

    signer: FileSigner
    bundle: bytes
    root_key: EllipticCurvePrivateKey = field(repr=False)

    def crl(self, *revoked: x509.Certificate, at: datetime = NOW) -> x509.CertificateRevocationList:
        """Make the root's revocation list."""
        root = self.signer.chain[-1]
        key_id = x509.AuthorityKeyIdentifier.from_issuer_public_key(self.root_key.public_key())
        builder = (
            x509.CertificateRevocationListBuilder()
            .issuer_name(root.subject)
            .last_update(at - timedelta(days=1))
            .next_update(root.not_valid_after_utc)
            .add_extension(x509.CRLNumber(1), critical=False)
            .add_extension(key_id, critical=False)
        )
        for certificate in revoked:
            entry = x509.RevokedCertificateBuilder().serial_number(certificate.serial_number)
            builder = builder.add_revoked_certificate(entry.revocation_date(at).build())
        return builder.sign(self.root_key, hashes.SHA256())


def make_issuer(
    name: str = "Maison des Passages",
    *,
    at: datetime = NOW - timedelta(days=30),
    lifetime: timedelta = timedelta(days=3 * 365),
) -> TestIssuer:
    """Make an organisation whose certificates begin at ``at``."""
    who = Identity(organisation=name, website="https://passages.example", email=None)
    root_key, key = new_key(), new_key()
    root = certify_root(root_key, who, at=at, lifetime=timedelta(days=20 * 365))
    certificate = certify_issuing_key(
        key.public_key(), who, root=root, root_key=root_key, at=at, lifetime=lifetime
    )
    bundle = root.public_bytes(Encoding.PEM) + certificate.public_bytes(Encoding.PEM)
    signer = FileSigner(
        kid=kid_of(certificate), certificate=certificate, chain=(root,), private_key=key
    )
    return TestIssuer(signer=signer, bundle=bundle, root_key=root_key)


def make_policy(*issuers: TestIssuer) -> VerificationPolicy:
    """Trust ``issuers``, and answer at one address."""
    return VerificationPolicy(
        trusted_keys=load_trusted_keys(b"".join(issuer.bundle for issuer in issuers)),
        addresses=frozenset({ADDRESS}),
        clock_slack=timedelta(minutes=5),
    )
