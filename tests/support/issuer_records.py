"""Issuer records of an organisation that exists only in tests, signed by its root."""

from datetime import date, datetime, timedelta

from attestation.formats.issuer_record import sign_issuer_record
from attestation.recognition import IssuerRecord, Recognition
from attestation.regime import ValidityPeriod
from keys.custody.issuer_record import install_record
from keys.custody.keyring import open_ring, trust_bundle
from keys.custody.signing import FileSigner, open_root_signer
from keys.trust import encode_record_block, kid_of
from tests.support.issuer_contexts import PASSPHRASE
from tests.support.issuers import NOW, TestIssuer
from tests.support.world import World

IDENTIFIER = "NTRBE-0123456749"
AUTHORITY = "Commission communautaire française"
MADE_AT = NOW - timedelta(days=1)


def make_recognition(
    first_day: date = date(2026, 1, 1), last_day: date | None = date(2028, 12, 31)
) -> Recognition:
    period = ValidityPeriod(first_day=first_day, last_day=last_day)
    return Recognition(number="BXL-2026-3", authority=AUTHORITY, period=period)


def make_record(*recognitions: Recognition, at: datetime = MADE_AT) -> IssuerRecord:
    return IssuerRecord(
        made_at=at,
        identifier=IDENTIFIER,
        recognitions=recognitions or (make_recognition(),),
        contact="02 555 01 23, bureau@passages.example",
    )


def root_signer_of(issuer: TestIssuer) -> FileSigner:
    (root,) = issuer.signer.chain
    return FileSigner(kid=kid_of(root), certificate=root, chain=(), private_key=issuer.root_key)


def record_block(issuer: TestIssuer, record: IssuerRecord | None = None) -> bytes:
    signed = sign_issuer_record(record or make_record(), signer=root_signer_of(issuer))
    return encode_record_block(signed)


def publish_record(world: World, record: IssuerRecord) -> None:
    """Let the root of a deployment sign a record, and bring its bundle to the verifier."""
    ring = open_ring(world.context.settings.keys.ring)
    signer = open_root_signer(ring.folder, PASSPHRASE)
    ring = install_record(ring, encode_record_block(sign_issuer_record(record, signer=signer)))
    world.settings.trust.write_bytes(trust_bundle(ring))
