"""A version of the organisation's settings as the desk kept it: numbered, signed, never changed.

A COSE_Sign1 (typ ``application/attestation-organisation+cwt``; claims ``6`` iat, ``-65541`` a map:
1 version, 2 who, 3 the settings as JSON). ADR 0057.
"""

from dataclasses import dataclass
from datetime import UTC, datetime

from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey

from attestation.errors import MalformedCredentialError
from attestation.formats.cose import (
    Envelope,
    decode_deterministic,
    decode_envelope,
    encode_deterministic,
    is_signed_by,
    sign_envelope,
)
from attestation.formats.message_type import AfterCompromise, MessageType, SignedBy
from attestation.signer import Signer

TYP = "application/attestation-organisation+cwt"
MAX_VERSION_BYTES = 64 * 1024  # a logo of 13,000 bytes in base64, and a page of texts
_IAT = 6  # RFC 8392 §4
_VERSION = -65541  # private use, RFC 8392 §9.1
_NUMBER, _WHO, _CONTENT = 1, 2, 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One version."""

    number: int
    who: str
    """A login."""
    at: datetime
    content: str
    """The settings, as JSON."""


def sign_version(version: Version, *, signer: Signer) -> bytes:
    """Return the signed version.

    Raises:
        SigningError: the signer refused.
    """
    claims = {_NUMBER: version.number, _WHO: version.who, _CONTENT: version.content}
    payload = encode_deterministic({_IAT: int(version.at.timestamp()), _VERSION: claims})
    return sign_envelope(payload, typ=TYP, signer=signer)


def _decode_envelope(signed: bytes) -> Envelope:
    return decode_envelope(signed, typ=TYP, max_bytes=MAX_VERSION_BYTES)


def _verify(envelope: Envelope, public_key: EllipticCurvePublicKey) -> Version | None:
    if not is_signed_by(envelope, public_key):
        return None
    match decode_deterministic(envelope.payload):
        case {
            6: int(iat),
            -65541: {1: int(number), 2: str(who), 3: str(content), **more},
            **others,
        } if not more and not others:
            pass
        case _:
            raise MalformedCredentialError("not the claims of a version")
    try:
        at = datetime.fromtimestamp(iat, UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise MalformedCredentialError("an impossible version") from error
    return Version(number=number, who=who, at=at, content=content)


# After a theft the organisation's own versions still count. A version that the thief signed under
# an older date has no entry in the log.
ORGANISATION_VERSION = MessageType(
    decode_envelope=_decode_envelope,
    verify=_verify,
    signed_at=lambda version: version.at,
    signed_by=SignedBy.ISSUING,
    after_compromise=AfterCompromise.AS_DATED,
)
