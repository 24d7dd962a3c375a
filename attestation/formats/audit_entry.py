"""An entry of the log of acts: who did what when, signed over the entry before it.

A COSE_Sign1 (typ ``application/attestation-audit+cwt``; claims ``6`` iat, ``-65540`` a map:
1 sequence, 2 SHA-256 of the entry before, 3 who, 4 act, 5 subject, 6 detail, 7 digest). ADR 0052.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

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

TYP = "application/attestation-audit+cwt"
MAX_ENTRY_BYTES = 1024
_IAT = 6  # RFC 8392 §4
_ENTRY = -65540  # private use, RFC 8392 §9.1
_SEQUENCE, _PREVIOUS, _WHO, _ACT, _SUBJECT, _DETAIL, _DIGEST = range(1, 8)
NOTHING_BEFORE = bytes(32)


class AuditAction(StrEnum):
    """What can be done; the values stay for ever."""

    SIGNED_IN = "signed-in"
    SIGNED_OUT = "signed-out"
    CLOSED = "guessing-stopped"
    USER_ADDED = "user-added"
    USER_INVITED = "user-invited"
    USER_DISABLED = "user-disabled"
    USER_RESET = "user-reset"
    WORKBOOK_BROUGHT = "workbook-brought"
    SHEET_DECIDED = "sheet-decided"
    ISSUE_ASKED = "issue-asked"
    ISSUED = "issued"
    WITHDRAWAL_ASKED = "withdrawal-asked"
    CORRECTION_ASKED = "correction-asked"
    MODULE_CORRECTION_ASKED = "module-correction-asked"
    MODULE_CORRECTED = "module-corrected"
    CALLED_BACK = "called-back"
    REQUEST_REFUSED = "request-refused"
    WITHDRAWN = "withdrawn"
    REPLACED = "replaced"
    EXPORTED = "exported"
    PUBLISHED = "published"
    EXTENDED = "extended"
    PERSON_EXPORTED = "person-exported"
    PERSON_ERASED = "person-erased"
    SETTINGS_CHANGED = "settings-changed"
    PROFILE_KEPT = "profile-kept"
    DELIVERY_ASKED = "delivery-asked"
    DELIVERY_ASKED_AGAIN = "delivery-asked-again"
    MESSAGES_SENT = "messages-sent"
    ADDRESS_CHANGED = "address-changed"
    LINK_RENEWED = "link-renewed"
    LINKS_CUT_OFF = "links-cut-off"
    CHECKPOINT_KEPT = "checkpoint-kept"
    LOG_EXTENDED = "log-extended"
    ENDINGS_RESTATED = "endings-restated"
    CLOCK_HEALED = "clock-healed"
    RESTORE_ACCEPTED = "restore-accepted"


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditEvent:
    """What somebody did; never with a holder's name."""

    who: str
    """A login, or ``commande:`` and the user of the machine."""
    action: AuditAction
    subject: str | None = None
    """A number, a module's code, a login."""
    detail: str | None = None
    digest: bytes | None = None
    """SHA-256 of what was asked for, where it waits in the register until it is carried out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry, decoded; verified or not is for the caller to know."""

    sequence: int
    at: datetime
    previous: bytes
    event: AuditEvent


def sign_entry(entry: Entry, *, signer: Signer) -> bytes:
    """Return the signed entry.

    Raises:
        SigningError: the signer refused.
    """
    event = entry.event
    claims: dict[int, object] = {
        _SEQUENCE: entry.sequence,
        _PREVIOUS: entry.previous,
        _WHO: event.who,
        _ACT: event.action.value,
    }
    if event.subject is not None:
        claims[_SUBJECT] = event.subject
    if event.detail is not None:
        claims[_DETAIL] = event.detail
    if event.digest is not None:
        claims[_DIGEST] = event.digest
    payload = encode_deterministic({_IAT: int(entry.at.timestamp()), _ENTRY: claims})
    return sign_envelope(payload, typ=TYP, signer=signer)


def decode_entry_envelope(signed: bytes) -> Envelope:
    """Read the shape of an entry; nothing is verified.

    Raises:
        MalformedCredentialError: not exactly our profile of one.
    """
    return decode_envelope(signed, typ=TYP, max_bytes=MAX_ENTRY_BYTES)


def decode_entry(signed: bytes) -> Entry:
    """Read an entry without verifying it.

    Raises:
        MalformedCredentialError: it is not one.
    """
    return _decode_claims(decode_entry_envelope(signed).payload)


def verify_entry(envelope: Envelope, public_key: EllipticCurvePublicKey) -> Entry | None:
    """Return the entry that ``public_key`` signed; None where it did not.

    Raises:
        MalformedCredentialError: signed, and yet not an entry.
    """
    return _decode_claims(envelope.payload) if is_signed_by(envelope, public_key) else None


def _decode_claims(payload: bytes) -> Entry:
    """Read the claims of an entry.

    Raises:
        MalformedCredentialError: any others.
    """
    match decode_deterministic(payload):
        case {6: int(iat), -65540: {**entry}, **others} if not others:
            pass
        case _:
            raise MalformedCredentialError("not the claims of an entry of the log")
    known = {_SEQUENCE, _PREVIOUS, _WHO, _ACT, _SUBJECT, _DETAIL, _DIGEST}
    match [entry.get(key) for key in sorted(known)]:
        case [
            int(sequence),
            bytes(previous),
            str(who),
            str(action),
            (str() | None) as subject,
            (str() | None) as detail,
            (bytes() | None) as digest,
        ] if set(entry) <= known:
            pass
        case _:
            raise MalformedCredentialError("not an entry of the log")
    try:
        event = AuditEvent(
            who=who, action=AuditAction(action), subject=subject, detail=detail, digest=digest
        )
        at = datetime.fromtimestamp(iat, UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise MalformedCredentialError("an impossible entry of the log") from error
    return Entry(sequence=sequence, at=at, previous=previous, event=event)


# The chain and the copy of its end order the entries in time, not their keys.
AUDIT_ENTRY = MessageType(
    decode_envelope=decode_entry_envelope,
    verify=verify_entry,
    signed_at=lambda entry: entry.at,
    signed_by=SignedBy.ISSUING_OR_ROOT,
    after_compromise=AfterCompromise.AS_DATED,
)
