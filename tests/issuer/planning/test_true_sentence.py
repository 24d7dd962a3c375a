"""What an attestation says was followed is what the record says, under any rule."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from attestation.partial_date import PartialDate
from attestation.slot import Slot
from issuer.document.composition import compose_sheet
from issuer.document.facts import DocumentFacts
from issuer.document.sheet import Sheet, Text
from issuer.issuance.document_production import followed
from issuer.planning.plan import Outcome, plan_issue
from issuer.settings.issuer import IssueSettings
from issuer.workbook.model import (
    AttendanceRecords,
    Mark,
    Participant,
    Presence,
)
from register.reservation import Attendance, Draft
from tests.support.documents import LETTERHEAD, make_document_facts
from tests.support.facts import make_attestation
from tests.support.issuers import ADDRESS
from tests.support.module_records import module_record

FIRST = date(2026, 3, 2)
WHOLE = "a suivi l’entièreté du module"


def page(marks: list[Mark], percent: int) -> str | None:
    """Return the words of the page that is issued for these marks; None where none is."""
    module = module_record(len(marks), first=FIRST, theme="Sujet{:02d}x")
    person = Participant(
        sheet="Présences",
        row=2,
        family_name="Haile",
        given_name="Tsegaye",
        birth_date=PartialDate(year=1996),
        email=None,
        reason=None,
        presences=tuple(
            Presence(person=2, session=session.slot, value=mark, place="F2")
            for session, mark in zip(module.sessions, marks, strict=True)
        ),
    )
    plan = plan_issue(
        AttendanceRecords(module=module, people=(person,), problems=(), notices=(), understood=()),
        held={},
        settings=IssueSettings(verifier=ADDRESS, required_percent=percent),
        letterhead=LETTERHEAD,
        at=datetime(2026, 11, 20, tzinfo=UTC),
    )
    if plan.people[0].outcome is not Outcome.ENTITLED:
        return None
    (draft,) = plan.drafts()
    signed = draft.particulars
    assert signed.sessions_followed == sum(mark.counts for mark in marks)
    assert (signed.sessions_held, signed.required_percent) == (len(marks), percent)
    assert signed.module_time == timedelta(hours=4 * len(marks))
    sessions, part = followed(plan.module, draft)
    made = make_document_facts(make_attestation(), sessions=sessions)
    facts = DocumentFacts(
        attestation=replace(make_attestation(), attended=draft.attended),
        sessions=sessions,
        credential=made.credential,
        qr_text=made.qr_text,
        part=part,
    )
    return words(compose_sheet(facts, LETTERHEAD))


def words(sheet: Sheet) -> str:
    text = " ".join(mark.text.rstrip() for mark in sheet.marks if isinstance(mark, Text))
    return text.replace("\u00a0", " ")


@settings(max_examples=80, deadline=None)
@given(
    st.lists(st.sampled_from(Mark), min_size=1, max_size=24),
    st.integers(1, 100),
)
def test_sentence_follows_from_rule_and_record(marks: list[Mark], percent: int) -> None:
    said = page(marks, percent)

    count = sum(mark.counts for mark in marks)
    if count * 100 < percent * len(marks) or not count:
        assert said is None
        return
    assert said is not None
    assert (WHOLE in said) == (count == len(marks))
    for number, mark in enumerate(marks):
        if not mark.counts:
            assert f"Sujet{number:02d}x" not in said
    if count < len(marks):
        assert (
            f"a suivi {count} des {len(marks)} séances, {4 * count} h sur {4 * len(marks)} h "
            f"({percent} % sont demandés), du module" in said
        )
        assert f" {count} sur {len(marks)} " in said


def test_one_forgiven_session_is_said_and_its_theme_is_not() -> None:
    said = page([Mark.PRESENT] * 7 + [Mark.ABSENT], 80)

    assert said is not None
    assert "a suivi 7 des 8 séances, 28 h sur 32 h (80 % sont demandés), du module" in said
    assert WHOLE not in said
    assert "Sujet06x" in said
    assert "Sujet07x" not in said


def test_attendance_that_was_never_kept_is_told_by_its_hours_alone() -> None:
    plan_module = plan_issue(
        AttendanceRecords(
            module=module_record(8, first=FIRST, theme="Sujet{:02d}x"),
            people=(),
            problems=(),
            notices=(),
            understood=(),
        ),
        held={},
        settings=IssueSettings(verifier=ADDRESS),
        letterhead=LETTERHEAD,
        at=datetime(2026, 11, 20, tzinfo=UTC),
    ).module
    holder = make_attestation().holder

    def of(hours: int) -> tuple[int, bool]:
        draft = Draft(holder=holder, email=None, attended=timedelta(hours=hours), attendance=None)
        sessions, part = followed(plan_module, draft)
        if part is not None:
            made = make_document_facts()
            said = words(
                compose_sheet(
                    DocumentFacts(
                        attestation=replace(make_attestation(), attended=timedelta(hours=hours)),
                        sessions=sessions,
                        credential=made.credential,
                        qr_text=made.qr_text,
                        part=part,
                    ),
                    LETTERHEAD,
                )
            )
            assert "a suivi une partie, 28 h sur 32 h, du module" in said
            assert "Sujet" not in said
        return len(sessions), part is None

    assert of(32) == (8, True)
    assert of(28) == (0, False)


def test_attendance_is_read_as_it_was_kept() -> None:
    one = Attendance(missed=(Slot(FIRST, time(9)), Slot(FIRST, time(14))), required_percent=80)

    assert Attendance.decode(one.encode()) == one
