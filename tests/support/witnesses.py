"""Organisations whose keys live long: rotated, stolen, revoked, watched by a witness."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.serialization import Encoding

from attestation.formats.checkpoint import Checkpoint, Inclusion, sign_checkpoint, statement_leaf
from attestation.formats.merkle import MerkleTree, leaf_hash
from attestation.verdict.policy import VerificationPolicy
from keys.custody.certificates import Identity, certify, certify_root, new_key
from keys.custody.signing import FileSigner
from keys.trust import Role, kid_of, load_trust_store
from tests.support.issuers import ADDRESS, NOW

BEGIN = NOW - timedelta(days=365)
YEARS = timedelta(days=365)


@dataclass
class Organisation:
    """An organisation with a root in hand; keys are made and revoked as a test goes."""

    name: str = "Maison des Passages"
    key: EllipticCurvePrivateKey = field(default_factory=new_key)
    certificates: list[x509.Certificate] = field(default_factory=list)
    crls: list[x509.CertificateRevocationList] = field(default_factory=list)
    website: str | None = None

    def __post_init__(self) -> None:
        self.root = certify_root(self.key, self.identity, at=BEGIN, lifetime=20 * YEARS)

    @property
    def identity(self) -> Identity:
        return Identity(organisation=self.name, website=self.website, email=None)

    def make_key(
        self, role: Role = Role.ISSUING, *, at: datetime = BEGIN, lifetime: timedelta = 3 * YEARS
    ) -> FileSigner:
        key = new_key()
        certificate = certify(
            key.public_key(),
            self.identity,
            role,
            root=self.root,
            root_key=self.key,
            at=at,
            lifetime=lifetime,
        )
        self.certificates.append(certificate)
        return FileSigner(
            kid=kid_of(certificate), certificate=certificate, chain=(self.root,), private_key=key
        )

    def root_signer(self) -> FileSigner:
        return FileSigner(
            kid=kid_of(self.root), certificate=self.root, chain=(), private_key=self.key
        )

    def revoke(
        self,
        *signers: FileSigner,
        since: datetime,
        reason: x509.ReasonFlags | None = x509.ReasonFlags.key_compromise,
        at: datetime = NOW,
        number: int = 1,
    ) -> x509.CertificateRevocationList:
        builder = (
            x509.CertificateRevocationListBuilder()
            .issuer_name(self.root.subject)
            .last_update(at)
            .next_update(at + 10 * YEARS)
            .add_extension(x509.CRLNumber(number), critical=False)
        )
        for signer in signers:
            entry = (
                x509.RevokedCertificateBuilder()
                .serial_number(signer.certificate.serial_number)
                .revocation_date(at)
                .add_extension(x509.InvalidityDate(since), critical=False)
            )
            if reason is not None:
                entry = entry.add_extension(x509.CRLReason(reason), critical=False)
            builder = builder.add_revoked_certificate(entry.build())
        crl = builder.sign(self.key, hashes.SHA256())
        self.crls.append(crl)
        return crl

    def bundle(self) -> bytes:
        blocks = [one.public_bytes(Encoding.PEM) for one in (self.root, *self.certificates)]
        return b"".join([*blocks, *(crl.public_bytes(Encoding.PEM) for crl in self.crls)])

    def policy(self) -> VerificationPolicy:
        return load_trust_store(self.bundle()).policy(
            addresses=frozenset({ADDRESS}), clock_slack=timedelta(minutes=5)
        )


def prove(
    statement: bytes,
    credential_digest: bytes,
    *,
    witness: FileSigner,
    at: datetime,
    beside: int = 6,
) -> Inclusion:
    """Put a statement into a tree with ``beside`` others, and have its head signed."""
    others = [leaf_hash(bytes([number])) for number in range(beside)]
    tree = MerkleTree.of([*others, statement_leaf(statement, credential_digest)])
    head = Checkpoint(size=len(tree), root=tree.root, made_at=at)
    return Inclusion(
        statement=statement,
        credential_digest=credential_digest,
        index=beside,
        path=tree.inclusion_path(beside),
        checkpoint=sign_checkpoint(head, signer=witness),
    )


def make(name: str = "Maison des Passages") -> Organisation:
    """Make an organisation with one issuing key."""
    organisation = Organisation(name)
    organisation.make_key()
    return organisation


def pem(*blocks: x509.Certificate | x509.CertificateRevocationList) -> bytes:
    """Write certificates and lists one after the other."""
    return b"".join(block.public_bytes(Encoding.PEM) for block in blocks)
