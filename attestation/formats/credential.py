"""The credential: a CWT (RFC 8392) that carries one attestation's facts in a QR code.

docs/format.md has the CDDL and an annotated example.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey

from attestation.code import code_from_bytes, code_to_bytes
from attestation.errors import MalformedCredentialError
from attestation.facts import Attestation, Holder, Number
from attestation.formats.claims import decode_day, encode_day
from attestation.formats.cose import (
    Envelope,
    assemble_envelope,
    decode_envelope,
    decode_item,
    encode_deterministic,
    encode_protected,
    is_signed_by,
    sign_envelope,
)
from attestation.formats.credential_particulars import decode_particulars, encode_particulars
from attestation.formats.limits import MAX_CREDENTIAL_BYTES
from attestation.formats.message_type import AfterCompromise, MessageType, SignedBy
from attestation.partial_date import PartialDate
from attestation.signer import Kid, Signer

IAT, CTI = 6, 7  # RFC 8392 §4
STATUS = 65535  # draft-ietf-oauth-status-list-21 §6.3
FACTS = -65537  # private use, RFC 8392 §9.1
_NUMBER, _FAMILY, _GIVEN, _BIRTH, _MODULE, _TITLE, _FIRST, _LAST, _MINUTES = range(1, 10)
_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusReference:
    """Where an attestation's status stands: an index in the list published at ``uri``."""

    uri: str
    index: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Credential:
    """What the QR carries, decoded."""

    attestation: Attestation
    status: StatusReference


def sign_credential(credential: Credential, *, signer: Signer) -> bytes:
    """Make the signed bytes for the QR.

    Raises:
        SigningError: the signer refused.
        ValueError: over 600 bytes; ``credential_size`` tells beforehand.
    """
    signed = sign_envelope(encode_claims(credential), typ=None, signer=signer)
    if len(signed) > MAX_CREDENTIAL_BYTES:
        raise ValueError(f"expected at most {MAX_CREDENTIAL_BYTES} bytes, got {len(signed)}")
    return signed


def credential_size(credential: Credential) -> int:
    """Return the size of what ``sign_credential`` makes, without a key."""
    protected = encode_protected(Kid(bytes(8)), typ=None)
    return len(assemble_envelope(protected, encode_claims(credential), bytes(64)))


def decode_credential_envelope(data: bytes) -> Envelope:
    """Read the shape of a credential; nothing is verified.

    Raises:
        MalformedCredentialError: not exactly our profile.
    """
    return decode_envelope(data, typ=None, max_bytes=MAX_CREDENTIAL_BYTES)


def encode_claims(credential: Credential) -> bytes:
    """Encode the CWT claims set, deterministically."""
    attestation = credential.attestation
    holder = attestation.holder
    facts: dict[int, object] = {
        _NUMBER: attestation.number,
        _FAMILY: holder.family_name,
        _BIRTH: holder.birth_date.encode(),
        _MODULE: attestation.module_code,
        _TITLE: attestation.module_title,
        _FIRST: encode_day(attestation.first_day),
        _LAST: encode_day(attestation.last_day),
        _MINUTES: attestation.attended // _MINUTE,
    }
    if holder.given_name is not None:
        facts[_GIVEN] = holder.given_name
    facts |= encode_particulars(attestation.particulars)
    status = {"status_list": {"idx": credential.status.index, "uri": credential.status.uri}}
    return encode_deterministic(
        {
            IAT: int(attestation.issued_at.timestamp()),
            CTI: code_to_bytes(attestation.code),
            STATUS: status,
            FACTS: facts,
        }
    )


def module_mark(code: str) -> bytes:
    """Return bytes that each credential about module ``code`` holds, and hardly any other."""
    return bytes([_MODULE]) + encode_deterministic(code)  # the claim, as in its map


def birth_date_mark(birth_date: PartialDate) -> bytes:
    """Return bytes that each credential of who was born then holds, as ``module_mark``."""
    return bytes([_BIRTH]) + encode_deterministic(birth_date.encode())


def decode_claims(payload: bytes) -> Credential:
    """Read the claims of an envelope whose signature was verified.

    Raises:
        MalformedCredentialError: other claims than ours, or facts that no attestation can have.
    """
    match decode_item(payload):
        case {
            6: int(iat),
            7: bytes(cti),
            65535: {"status_list": {"idx": int(index), "uri": str(uri)}},
            -65537: {
                1: str(number),
                2: str(family_name),
                4: str(birth_date),
                5: str(module_code),
                6: str(module_title),
                7: int(first_day),
                8: int(last_day),
                9: int(minutes),
                **others,
            },
        } if index >= 0:
            pass
        case _:
            raise MalformedCredentialError("not the claims of a credential")
    match others.get(_GIVEN):
        case str() | None as given_name:
            pass
        case _:
            raise MalformedCredentialError("a given name that is no text")
    try:
        credential = Credential(
            attestation=Attestation(
                number=Number(number),
                code=code_from_bytes(cti),
                holder=Holder(
                    family_name=family_name,
                    given_name=given_name,
                    birth_date=PartialDate.decode(birth_date),
                ),
                module_code=module_code,
                module_title=module_title,
                first_day=decode_day(first_day),
                last_day=decode_day(last_day),
                attended=timedelta(minutes=minutes),
                issued_at=datetime.fromtimestamp(iat, UTC),
                particulars=decode_particulars(others),
            ),
            status=StatusReference(uri=uri, index=index),
        )
    except (ValueError, OverflowError, OSError) as error:
        raise MalformedCredentialError("a fact is impossible") from error
    # What was read must be all there was, in its deterministic encoding: an unknown claim or fact
    # would be dropped in silence, and other bytes would be a twin.
    if encode_claims(credential) != payload:
        raise MalformedCredentialError("claims that this version does not know")
    return credential


def _verify(envelope: Envelope, public_key: EllipticCurvePublicKey) -> Credential | None:
    return decode_claims(envelope.payload) if is_signed_by(envelope, public_key) else None


# ``verify.decide`` asks for the proof of age that a compromised key's credential needs.
CREDENTIAL = MessageType(
    decode_envelope=decode_credential_envelope,
    verify=_verify,
    signed_at=lambda credential: credential.attestation.issued_at,
    signed_by=SignedBy.ISSUING,
    after_compromise=AfterCompromise.AS_DATED,
)
