from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from attestation.errors import ConfigurationError, MalformedCredentialError, RegisterError
from attestation.formats.audit_entry import NOTHING_BEFORE, TYP
from attestation.formats.cose import encode_deterministic, sign_envelope
from issuer.audit.log import (
    AuditAction,
    AuditEvent,
    Entry,
    audited,
    decode_entry,
    publish_audit_head,
    read_head,
)
from issuer.audit.verification import Checked, check_log
from issuer.context import IssuerContext
from issuer.desk.pages.log_labels import ACTS
from register import audit_log
from register.database import reading, writing
from register.tables.desk import AuditEntryRow
from tests.support.issuer_contexts import make_deployment, open_issuer, signed_by
from tests.support.issuers import make_issuer
from tests.support.sweeps import sweep

ENTRIES = 12


def event(number: int = 1, action: AuditAction = AuditAction.WITHDRAWN) -> AuditEvent:
    return AuditEvent(who="ines", action=action, subject=f"AC-2026-{number:04d}", detail="dix")


@pytest.fixture
def context(tmp_path: Path) -> IssuerContext:
    context = open_issuer(make_deployment(tmp_path))
    for number in range(1, ENTRIES + 1):
        with audited(context, event(number)):
            pass
    return context


def check(context: IssuerContext, session: Session | None = None) -> Checked:
    settings = context.settings
    head = read_head(settings.desk.audit_head_file)
    if session is not None:
        return check_log(session, keys=context.trusted, head=head)
    with reading(context.register) as session:
        return check_log(session, keys=context.trusted, head=head)


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


def row(session: Session, sequence: int) -> AuditEntryRow:
    return session.get_one(AuditEntryRow, sequence)


def flip(session: Session, sequence: int, place: int) -> None:
    found = row(session, sequence)
    changed = bytearray(found.signed)
    changed[place] ^= 1
    found.signed = bytes(changed)


def delete(session: Session, *sequences: int) -> None:
    for sequence in sequences:
        session.delete(row(session, sequence))
    session.flush()


def move_to_end(session: Session, sequence: int) -> None:
    row(session, sequence).sequence = ENTRIES + 1


def set_head(session: Session, sequence: int) -> None:
    session.execute(text("UPDATE audit_head SET sequence = :n"), {"n": sequence})


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


def cut(session: Session, *, last: int) -> None:
    delete(session, *range(last + 1, ENTRIES + 1))
    set_head(session, last)


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


@pytest.mark.parametrize("last", [0, 6, ENTRIES - 1])
def test_log_that_was_cut_off_takes_no_entry(context: IssuerContext, last: int) -> None:
    with writing(context.register) as session:
        cut(session, last=last)

    with pytest.raises(RegisterError, match="audit verify"), audited(context, event()):
        pass

    assert check(context).flaws


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


def test_program_stopped_before_the_copy_leaves_a_whole_log(
    context: IssuerContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr("issuer.audit.log.publish_audit_head", lambda context: None)
        with audited(context, event()):
            pass
    assert check(context) == Checked(count=ENTRIES + 1, flaws=())

    with audited(context, event()):
        pass
    assert check(context) == Checked(count=ENTRIES + 2, flaws=())


def test_first_entry_without_its_copy_stops_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    context = open_issuer(make_deployment(tmp_path))
    publish_audit_head(context)  # of an empty log: there is nothing to copy
    with monkeypatch.context() as patched:
        patched.setattr("issuer.audit.log.publish_audit_head", lambda context: None)
        with audited(context, event()):
            pass

    with audited(context, event()):
        pass

    assert check(context) == Checked(count=2, flaws=())


def test_act_that_fails_leaves_no_entry(context: IssuerContext) -> None:
    with pytest.raises(KeyError), audited(context, event()):
        raise KeyError

    assert check(context) == Checked(count=ENTRIES, flaws=())


def test_entry_says_who_what_when(context: IssuerContext) -> None:
    with reading(context.register) as session:
        (newest,) = audit_log.entries(session, newest_first=1)

    entry = decode_entry(newest[1])
    assert (entry.sequence, entry.at, entry.event) == (ENTRIES, context.instant(), event(ENTRIES))


@pytest.mark.parametrize(
    "claims",
    [
        {},
        {6: 1, -65540: {1: 1}},
        {6: 1, -65540: {1: 1, 2: b"", 3: "a", 4: "withdrawn"}, 7: 1},
        {6: 1, -65540: {1: 1, 2: b"", 3: "a", 4: "withdrawn", 9: 1}},
        {6: 1, -65540: {1: 1, 2: b"", 3: "a", 4: "dancing"}},
        {6: 10**20, -65540: {1: 1, 2: b"", 3: "a", 4: "withdrawn"}},
    ],
)
def test_other_claims_are_no_entry(context: IssuerContext, claims: dict[int, object]) -> None:
    signed = sign_envelope(encode_deterministic(claims), typ=TYP, signer=context.signer)

    with pytest.raises(MalformedCredentialError):
        decode_entry(signed)


def test_place_of_the_copy_must_be_writable(context: IssuerContext, tmp_path: Path) -> None:
    desk = context.settings.desk
    unreadable = replace(desk, audit_head_file=tmp_path)
    nowhere = replace(desk, audit_head_file=Path("/proc/nowhere/audit.head"))

    with pytest.raises(ConfigurationError, match="illisible"):
        read_head(unreadable.audit_head_file)
    with pytest.raises(ConfigurationError, match="impossible"):
        publish_audit_head(replace(context, settings=replace(context.settings, desk=nowhere)))


def test_each_act_has_words() -> None:
    assert set(ACTS) == set(AuditAction)
