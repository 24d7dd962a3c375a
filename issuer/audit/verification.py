"""Proving the log whole: every entry signed, chained to the one before, and none cut off."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256

from sqlalchemy.orm import Session

from attestation.errors import MalformedCredentialError
from attestation.formats.cose import decode_envelope, is_signed_by
from attestation.signer import Kid
from attestation.verdict.policy import TrustedKey
from issuer.audit.log import MAX_ENTRY_BYTES, NOTHING_BEFORE, TYP, decode_claims, decode_entry
from register import audit_log


@dataclass(frozen=True, slots=True, kw_only=True)
class Flaw:
    """A place at which the log is not what was written."""

    sequence: int
    problem: str
    """In French."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """The whole log, gone through."""

    count: int
    flaws: tuple[Flaw, ...]
    """Empty when the log is whole."""


def check_log(
    session: Session, *, trusted_keys: Mapping[Kid, TrustedKey], head: bytes | None
) -> Checked:
    """Go through the log.

    Args:
        session: reading.
        trusted_keys: the organisation's own keys, which sign entries.
        head: the copy of the last entry from the file beside the keys.
    """
    rows = list(audit_log.entries(session))
    flaws = [
        *_flaws_of_entries(rows, trusted_keys),
        *_flaws_of_end(rows, counted=audit_log.last_sequence(session), head=head),
    ]
    return Checked(count=len(rows), flaws=tuple(flaws))


def _flaws_of_entries(
    rows: list[tuple[int, bytes]], trusted_keys: Mapping[Kid, TrustedKey]
) -> Iterator[Flaw]:
    previous = NOTHING_BEFORE
    for expected, (sequence, signed) in enumerate(rows, start=1):
        if sequence != expected:
            yield Flaw(sequence=expected, problem="des entrées manquent")
            return
        if problem := _problem_of(sequence, signed, previous, trusted_keys):
            yield Flaw(sequence=sequence, problem=problem)
        previous = sha256(signed).digest()


def _problem_of(
    sequence: int, signed: bytes, previous: bytes, trusted_keys: Mapping[Kid, TrustedKey]
) -> str | None:
    try:
        envelope = decode_envelope(signed, typ=TYP, max_bytes=MAX_ENTRY_BYTES)
        key = trusted_keys.get(envelope.kid)
        if key is None or not is_signed_by(envelope, key.public_key):
            return "la signature n’est pas la nôtre"
        entry = decode_claims(envelope.payload)
    except MalformedCredentialError:
        return "ce n’est pas une entrée"
    if entry.sequence != sequence:
        return f"cette entrée était la {entry.sequence}"
    if entry.previous != previous:
        return "l’entrée d’avant n’est pas celle qui a été écrite"
    return None


def _flaws_of_end(
    rows: list[tuple[int, bytes]], *, counted: int, head: bytes | None
) -> Iterator[Flaw]:
    end = rows[-1][0] if rows else 0
    if counted != end:
        yield Flaw(sequence=end, problem=f"le registre compte {counted} entrées")
    if head is None:
        if rows:
            yield Flaw(sequence=end, problem="la copie de la dernière entrée manque")
        return
    try:
        sequence = decode_entry(head).sequence
    except MalformedCredentialError:
        yield Flaw(sequence=end, problem="la copie de la dernière entrée est abîmée")
        return
    # Entries after it are no flaw: they are signed, and a program may have been stopped between
    # its commit and its copy.
    if dict(rows).get(sequence) != head:
        yield Flaw(sequence=sequence, problem="la fin du journal a été coupée ou changée")
