"""Verification of the whole log: each entry signed and chained to the one before, none cut off."""

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256

from sqlalchemy.orm import Session

from attestation.errors import MalformedCredentialError
from attestation.formats.audit_entry import AUDIT_ENTRY, NOTHING_BEFORE, decode_entry
from attestation.verdict.trusted_keys import TrustedKeys, Untrusted, Verified
from attestation.verdict.verdicts import Refusal
from issuer.words.sentence import Sentence, sentence
from register import audit_log


@dataclass(frozen=True, slots=True, kw_only=True)
class Flaw:
    """A place at which the log is not what was written."""

    sequence: int
    problem: Sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """The result of verifying the whole log."""

    count: int
    flaws: tuple[Flaw, ...]
    """Empty when the log is whole."""


_UNTRUSTED = {
    Refusal.MALFORMED: sentence("ce n’est pas une entrée"),
    Refusal.KEY_COMPROMISED: sentence("signée par une clé déjà volée à cette date"),
    Refusal.OUTSIDE_VALIDITY: sentence("signée par une clé qui ne valait pas à cette date"),
}


def check_log(session: Session, *, keys: TrustedKeys, head: bytes | None) -> Checked:
    """Verify the log.

    Args:
        session: reading.
        keys: the organisation's own keys, which sign entries.
        head: the copy of the last entry from the file beside the keys.
    """
    rows = list(audit_log.entries(session))
    flaws = [
        *flaws_of_entries(rows, keys),
        *_flaws_of_end(rows, counted=audit_log.last_sequence(session), head=head),
    ]
    return Checked(count=len(rows), flaws=tuple(flaws))


def flaws_of_entries(rows: list[tuple[int, bytes]], keys: TrustedKeys) -> Iterator[Flaw]:
    """Yield each entry that was not signed by us, or does not follow the one before it.

    An entry that a key signed after its theft or its end counts if a later entry of another key
    follows, because that entry's digest covers all entries before it.
    """
    # SECURITY: a stolen key confirms no earlier entry, whatever the date:
    # test_log_is_whole_again_once_another_key_has_signed_after_a_theft.
    vouched_before = max(
        (
            sequence
            for sequence, signed in rows
            if isinstance(answer := keys.open(signed, AUDIT_ENTRY), Verified)
            and not answer.key.is_compromised
        ),
        default=0,
    )
    previous = NOTHING_BEFORE
    for expected, (sequence, signed) in enumerate(rows, start=1):
        if sequence != expected:
            yield Flaw(sequence=expected, problem=sentence("des entrées manquent"))
            return
        is_vouched_for = sequence < vouched_before
        if problem := _problem_of(sequence, signed, previous, keys, is_vouched_for=is_vouched_for):
            yield Flaw(sequence=sequence, problem=problem)
        previous = sha256(signed).digest()


def _problem_of(
    sequence: int, signed: bytes, previous: bytes, keys: TrustedKeys, *, is_vouched_for: bool
) -> Sentence | None:
    match keys.open(signed, AUDIT_ENTRY):
        case Verified(message=entry):
            pass
        case Untrusted(reason=Refusal.KEY_COMPROMISED | Refusal.OUTSIDE_VALIDITY) if is_vouched_for:
            entry = decode_entry(signed)  # its signature is a key's of ours
        case Untrusted(reason=reason):
            return _UNTRUSTED.get(reason, sentence("la signature n’est pas la nôtre"))
    if entry.sequence != sequence:
        return sentence("cette entrée était la {sequence}", sequence=entry.sequence)
    if entry.previous != previous:
        return sentence("l’entrée d’avant n’est pas celle qui a été écrite")
    return None


def _flaws_of_end(
    rows: list[tuple[int, bytes]], *, counted: int, head: bytes | None
) -> Iterator[Flaw]:
    end = rows[-1][0] if rows else 0
    if counted != end:
        yield Flaw(
            sequence=end, problem=sentence("le registre compte {counted} entrées", counted=counted)
        )
    if head is None:
        if rows:
            yield Flaw(sequence=end, problem=sentence("la copie de la dernière entrée manque"))
        return
    try:
        sequence = decode_entry(head).sequence
    except MalformedCredentialError:
        yield Flaw(sequence=end, problem=sentence("la copie de la dernière entrée est abîmée"))
        return
    # Entries after it are no flaw: they are signed, and a program may have been stopped between
    # its commit and its copy.
    if dict(rows).get(sequence) != head:
        yield Flaw(sequence=sequence, problem=sentence("la fin du journal a été coupée ou changée"))
