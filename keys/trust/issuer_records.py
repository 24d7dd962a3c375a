"""What each organisation of a trust bundle states of itself: its newest issuer record."""

from collections.abc import Mapping

from attestation.formats.issuer_record import ISSUER_RECORD
from attestation.recognition import IssuerRecord
from attestation.verdict.trusted_keys import TrustedKeys
from keys.trust.message_blocks import encode_block, messages_in, newest_of_each

_LABEL = "ATTESTATION-ISSUER-RECORD"


def encode_record_block(signed: bytes) -> bytes:
    """Write a signed record as a block of a bundle."""
    return encode_block(_LABEL, signed)


def record_messages(bundle: bytes) -> list[bytes]:
    """Return the signed records of a bundle or file; nothing is verified."""
    return list(messages_in(bundle, _LABEL))


def newest_records(bundle: bytes, keys: TrustedKeys) -> Mapping[bytes, IssuerRecord]:
    """Return what each organisation stated last, by its root's fingerprint."""
    return {
        anchor: record
        for anchor, (record, _) in newest_of_each(bundle, _LABEL, ISSUER_RECORD, keys).items()
    }


def newest_record_blocks(bundle: bytes, keys: TrustedKeys) -> bytes:
    """Return the blocks that count, at most one for each organisation."""
    return b"".join(
        encode_record_block(signed)
        for _, signed in newest_of_each(bundle, _LABEL, ISSUER_RECORD, keys).values()
    )
