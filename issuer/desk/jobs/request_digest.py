"""A request that waits is carried out only if its digest is in the signed log.

The entry that asks is signed and holds SHA-256 of the request. A row that was written or edited
later has another digest, and one that was carried out or called back has a later entry. Digests
cover a random salt, so that no name can be guessed from them. ADR 0051.
"""

import secrets
from collections.abc import Iterable
from enum import Enum, auto
from hashlib import sha256

from sqlalchemy.orm import Session

from attestation.errors import MalformedCredentialError
from attestation.formats.audit_entry import (
    AUDIT_ENTRY,
    AuditAction,
    AuditEvent,
    Entry,
    decode_entry,
)
from attestation.formats.cose import encode_deterministic
from attestation.verdict.trusted_keys import Verified
from issuer.context import IssuerContext
from register import audit_log

_OF_COMMANDS = "commande:"


class RequestState(Enum):
    """What the log says about a request."""

    AS_IT_IS = auto()
    BEFORE_DIGESTS = auto()
    """An earlier program logged one like it without a digest, so a person must confirm it."""
    NEVER = auto()


def request_digest(*parts: str | None) -> bytes:
    """Return the digest of a request's parts, in order."""
    return sha256(encode_deterministic(list(parts))).digest()


def salt() -> str:
    """Return random text, because a name could be guessed from a digest without it."""
    return secrets.token_hex(16)


def request_state(
    context: IssuerContext, session: Session, event: AuditEvent, *, ended_by: frozenset[AuditAction]
) -> RequestState:
    """Check whether the log asks for what ``event`` says, and nothing has ended that since.

    Args:
        context: whose keys sign the log.
        session: reading.
        event: who asked for what about which subject, with the digest of what waits.
        ended_by: acts about the subject after which a request waits no more.

    Raises:
        RegisterError: the register failed.
    """
    is_ended, was_ended_before = False, event.who.startswith(_OF_COMMANDS)
    for entry in _about(context, session, event.subject):
        said = entry.event
        if said.action in ended_by:
            # Issuing from a command, or another request, says nothing of this one.
            is_ended |= said.digest == event.digest or (
                said.digest is None and said.action is not AuditAction.ISSUED
            )
            was_ended_before |= said.digest is None
        elif said.action is not event.action:
            continue
        elif said.digest == event.digest:
            return RequestState.NEVER if is_ended else RequestState.AS_IT_IS
        elif not was_ended_before and (said.who, said.detail, said.digest) == (
            event.who,
            event.detail,
            None,
        ):
            return RequestState.BEFORE_DIGESTS
    return RequestState.NEVER


def _about(context: IssuerContext, session: Session, subject: str | None) -> Iterable[Entry]:
    """Yield the entries about ``subject`` that we signed, newest first."""
    last = audit_log.last_sequence(session)
    for sequence, signed in audit_log.entries(session, newest_first=last):
        try:
            if decode_entry(signed).event.subject != subject:
                continue
        except MalformedCredentialError:
            continue
        match context.trusted.open(signed, AUDIT_ENTRY):
            case Verified(message=entry) if entry.sequence == sequence:
                yield entry
            case _:
                continue
