"""The issuer record: who the organisation is and who recognises it, signed by its root.

A COSE_Sign1 (typ ``application/attestation-issuer-record+cwt``); docs/format.md has the CDDL, ADR
0137 the reasons. It stands in the trust bundle, beside the certificates.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey

from attestation.errors import MalformedCredentialError
from attestation.formats.claims import decode_optional_day, encode_optional_day, present
from attestation.formats.cose import (
    Envelope,
    decode_deterministic,
    decode_envelope,
    encode_deterministic,
    is_signed_by,
    sign_envelope,
)
from attestation.formats.message_type import AfterCompromise, MessageType, SignedBy
from attestation.recognition import IssuerRecord, Recognition
from attestation.regime import ValidityPeriod
from attestation.signer import Signer

TYP = "application/attestation-issuer-record+cwt"
MAX_ISSUER_RECORD_BYTES = 20_000
_IAT = 6  # RFC 8392 §4
_RECORD = -65542  # private use, RFC 8392 §9.1
_IDENTIFIER, _RECOGNITIONS, _CONTACT = 1, 2, 3
_NUMBER, _AUTHORITY, _FIRST_DAY, _LAST_DAY = 1, 2, 3, 4


def sign_issuer_record(record: IssuerRecord, *, signer: Signer) -> bytes:
    """Return the signed record.

    Raises:
        SigningError: the signer refused.
    """
    return sign_envelope(_encode(record), typ=TYP, signer=signer)


def _encode(record: IssuerRecord) -> bytes:
    recognitions = [_encode_recognition(one) for one in record.recognitions]
    stated = {
        _IDENTIFIER: record.identifier,
        _RECOGNITIONS: recognitions or None,
        _CONTACT: record.contact,
    }
    made_at = int(record.made_at.timestamp())
    return encode_deterministic({_IAT: made_at, _RECORD: present(stated)})


def _encode_recognition(recognition: Recognition) -> dict[int, object]:
    return present(
        {
            _NUMBER: recognition.number,
            _AUTHORITY: recognition.authority,
            _FIRST_DAY: encode_optional_day(recognition.period.first_day),
            _LAST_DAY: encode_optional_day(recognition.period.last_day),
        }
    )


def _decode_envelope(signed: bytes) -> Envelope:
    return decode_envelope(signed, typ=TYP, max_bytes=MAX_ISSUER_RECORD_BYTES)


def _verify(envelope: Envelope, public_key: EllipticCurvePublicKey) -> IssuerRecord | None:
    return decode_issuer_record(envelope.payload) if is_signed_by(envelope, public_key) else None


def decode_issuer_record(payload: bytes) -> IssuerRecord:
    """Read the claims, whose signature was verified.

    Raises:
        MalformedCredentialError: any other shape, or a record that no organisation can have.
    """
    match decode_deterministic(payload):
        case {6: int(iat), -65542: dict(stated), **others} if not others:
            pass
        case _:
            raise MalformedCredentialError("not the claims of an issuer record")
    try:
        record = IssuerRecord(
            made_at=datetime.fromtimestamp(iat, UTC),
            identifier=stated.get(_IDENTIFIER),
            recognitions=tuple(map(_decode_recognition, stated.get(_RECOGNITIONS, ()))),
            contact=stated.get(_CONTACT),
        )
    except (ValueError, TypeError, AttributeError, OverflowError, OSError) as error:
        raise MalformedCredentialError("an impossible issuer record") from error
    # One record has one byte string: whatever it holds besides, or as another type, is refused.
    if _encode(record) != payload:
        raise MalformedCredentialError("not an issuer record of ours")
    return record


def _decode_recognition(stated: Mapping[int, Any]) -> Recognition:
    match stated:
        case {1: str(number), 2: str(authority), 3: int(first), **more}:
            pass
        case _:
            raise ValueError("not a recognition")
    period = ValidityPeriod(
        first_day=decode_optional_day(first), last_day=decode_optional_day(more.get(_LAST_DAY))
    )
    return Recognition(number=number, authority=authority, period=period)


# The root alone: what an organisation is outlives its issuing keys, and whoever stole one must not
# say that it was recognised: test_record_that_an_issuing_key_signed_says_nothing.
ISSUER_RECORD = MessageType(
    decode_envelope=_decode_envelope,
    verify=_verify,
    signed_at=lambda record: record.made_at,
    signed_by=SignedBy.ROOT,
    after_compromise=AfterCompromise.REFUSED,
)
