"""Whether a log is whole: what was taken out, changed or cut off is found."""

from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from attestation.errors import RegisterError
from attestation.formats.audit_entry import NOTHING_BEFORE, TYP
from attestation.formats.cose import encode_deterministic, sign_envelope
from issuer.audit.log import (
    Entry,
    audited,
    decode_entry,
)
from issuer.audit.verification import Checked
from issuer.context import IssuerContext
from register.database import writing
from register.tables.desk import AuditEntryRow
from tests.support.audit_logs import ENTRIES, check, context, cut, delete, event, row, set_head
from tests.support.issuer_contexts import signed_by
from tests.support.issuers import make_issuer
from tests.support.sweeps import sweep

__all__ = ["context"]  # pytest finds them here


def signed_entry(
    context: IssuerContext, entry: Entry, *, signer_of: IssuerContext | None = None
) -> bytes:
    claims = {
        6: int(entry.at.timestamp()),
        -65540: {
            1: entry.sequence,
            2: entry.previous,
            3: entry.event.who,
            4: entry.event.action.value,
            5: entry.event.subject,
        },
    }
    signer = (signer_of or context).signer
    return sign_envelope(encode_deterministic(claims), typ=TYP, signer=signer)


def stranger(context: IssuerContext) -> IssuerContext:
    return signed_by(context, make_issuer().signer)


def flip(session: Session, sequence: int, place: int) -> None:
    found = row(session, sequence)
    changed = bytearray(found.signed)
    changed[place] ^= 1
    found.signed = bytes(changed)


def move_to_end(session: Session, sequence: int) -> None:
    row(session, sequence).sequence = ENTRIES + 1


def close_gap(session: Session) -> None:
    delete(session, ENTRIES - 1)
    session.execute(text("UPDATE audit_entry SET sequence = 11 WHERE sequence = 12"))
    set_head(session, ENTRIES - 1)


def swap(session: Session, first: int, second: int) -> None:
    one, two = row(session, first), row(session, second)
    one.signed, two.signed = two.signed, one.signed


def duplicate(session: Session, context: IssuerContext) -> None:
    session.add(AuditEntryRow(sequence=ENTRIES + 1, signed=row(session, ENTRIES).signed))
    set_head(session, ENTRIES + 1)


def forge_end(session: Session, context: IssuerContext) -> None:
    last = row(session, ENTRIES).signed
    entry = Entry(
        sequence=ENTRIES + 1, at=context.now(), previous=sha256(last).digest(), event=event(99)
    )
    signed = signed_entry(context, entry, signer_of=stranger(context))
    session.add(AuditEntryRow(sequence=ENTRIES + 1, signed=signed))
    set_head(session, ENTRIES + 1)


def forge_middle(session: Session, context: IssuerContext) -> None:
    entry = replace(decode_entry(row(session, 5).signed), event=event(99))
    row(session, 5).signed = signed_entry(context, entry, signer_of=stranger(context))


def forge_all(session: Session, context: IssuerContext) -> None:
    previous = NOTHING_BEFORE
    for sequence in range(1, ENTRIES + 1):
        entry = Entry(sequence=sequence, at=context.now(), previous=previous, event=event(sequence))
        signed = signed_entry(context, entry, signer_of=stranger(context))
        row(session, sequence).signed = signed
        previous = sha256(signed).digest()


def own_key_other_chain(session: Session, context: IssuerContext) -> None:
    # Another honest log of the same key, as a copy of the program with an empty database makes.
    entry = Entry(sequence=5, at=context.now(), previous=bytes(32), event=event(5))
    row(session, 5).signed = signed_entry(context, entry)


def statement_instead(session: Session, context: IssuerContext) -> None:
    found = row(session, 5)
    found.signed = sign_envelope(b"\xa0", typ="application/other", signer=context.signer)


def no_claims(session: Session, context: IssuerContext) -> None:
    found = row(session, 5)
    found.signed = sign_envelope(b"\xa0", typ=TYP, signer=context.signer)


TAMPERINGS: dict[str, Callable[[Session, IssuerContext], object]] = {
    "a bit of the first entry": lambda s, o: flip(s, 1, 40),
    "a bit of a middle entry": lambda s, o: flip(s, 6, 60),
    "a bit of the last entry": lambda s, o: flip(s, ENTRIES, 60),
    "a bit of a signature": lambda s, o: flip(s, 6, -1),
    "a bit of the key's name": lambda s, o: flip(s, 6, 8),
    "an entry cut short": lambda s, o: setattr(row(s, 6), "signed", row(s, 6).signed[:-1]),
    "an entry with a byte more": lambda s, o: setattr(row(s, 6), "signed", row(s, 6).signed + b"0"),
    "an entry emptied": lambda s, o: setattr(row(s, 6), "signed", b""),
    "the first entry gone": lambda s, o: delete(s, 1),
    "a middle entry gone": lambda s, o: delete(s, 6),
    "the last entry gone": lambda s, o: delete(s, ENTRIES),
    "the last entry gone, and its count": lambda s, o: cut(s, last=ENTRIES - 1),
    "half of the log gone, and its count": lambda s, o: cut(s, last=ENTRIES // 2),
    "all of it gone, and its count": lambda s, o: cut(s, last=0),
    "an entry gone and the others moved up": lambda s, o: close_gap(s),
    "two entries swapped": lambda s, o: swap(s, 4, 9),
    "two neighbours swapped": lambda s, o: swap(s, 4, 5),
    "an entry twice": duplicate,
    "an entry of a stranger at the end": forge_end,
    "an entry of a stranger in the middle": forge_middle,
    "a whole log of a stranger": forge_all,
    "an entry of ours with another before it": own_key_other_chain,
    "something else that we signed": statement_instead,
    "something without claims that we signed": no_claims,
    "an entry moved to the end": lambda s, o: move_to_end(s, 3),
    "the count set back": lambda s, o: set_head(s, ENTRIES - 2),
    "the count set forward": lambda s, o: set_head(s, ENTRIES + 2),
}


def test_untouched_log_is_whole(context: IssuerContext) -> None:
    assert check(context) == Checked(count=ENTRIES, flaws=())


@pytest.mark.parametrize("tamper", TAMPERINGS.values(), ids=TAMPERINGS)
def test_tampering_is_found(
    context: IssuerContext, tamper: Callable[[Session, IssuerContext], object]
) -> None:
    with writing(context.register) as session:
        tamper(session, context)

    assert check(context).flaws


def test_every_single_bit_of_an_entry_counts(context: IssuerContext) -> None:
    with writing(context.register) as session:
        entry = row(session, 6)
        whole = entry.signed
        # Each seventh passes every place in a byte in turn.
        for bit in range(0, len(whole) * 8, sweep(1, reduced=7)):
            forged = bytearray(whole)
            forged[bit // 8] ^= 1 << bit % 8
            entry.signed = bytes(forged)
            assert check(context, session).flaws, f"bit {bit}"


def test_lost_or_damaged_copy_of_the_last_entry_is_told(context: IssuerContext) -> None:
    head = context.settings.desk.audit_head_file
    whole = head.read_bytes()

    head.write_bytes(whole[:-1])
    assert "abîmée" in check(context).flaws[0].problem
    with pytest.raises(RegisterError), audited(context, event()):
        pass
    head.unlink()
    assert "manque" in check(context).flaws[0].problem
    with pytest.raises(RegisterError), audited(context, event()):
        pass
