"""Entitlement: the organisation's rule, exactly."""

from datetime import date, time, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attestation.partial_date import PartialDate
from attestation.slot import Slot
from issuer.planning.entitlement import Entitled, NotEntitled, decide_entitlement
from issuer.workbook.model import Mark, ModuleRecord, Participant, Presence, Session

MARKS = st.lists(st.sampled_from(Mark), min_size=1, max_size=40)


def make_case(marks: list[Mark]) -> tuple[Participant, ModuleRecord]:
    days = [date(2026, 1, 1) + timedelta(days=n) for n in range(len(marks))]
    module = ModuleRecord(
        code="AC-2026-01",
        title="Ateliers",
        organiser=None,
        place=None,
        language=None,
        sessions=tuple(
            Session(day=day, start=time(9), end=time(13), theme=None, mode=None) for day in days
        ),
    )
    participant = Participant(
        sheet="Présences",
        row=2,
        family_name="Haile",
        given_name=None,
        birth_date=PartialDate(year=1996),
        email=None,
        reason=None,
        presences=tuple(
            Presence(person=2, session=session.slot, value=mark, place="F2")
            for session, mark in zip(module.sessions, marks, strict=True)
        ),
    )
    return participant, module


@given(st.lists(st.sampled_from([Mark.PRESENT, Mark.CAUGHT_UP]), min_size=1, max_size=40))
def test_whole_module_followed_entitles_with_all_its_hours(marks: list[Mark]) -> None:
    participant, module = make_case(marks)

    answer = decide_entitlement(participant, module)

    assert answer == Entitled(attended=timedelta(hours=4) * len(marks), missed=())


@pytest.mark.parametrize("missed", [Mark.ABSENT, Mark.EXCUSED])
def test_one_session_not_followed_is_enough_to_refuse(missed: Mark) -> None:
    participant, module = make_case([Mark.PRESENT, missed, Mark.CAUGHT_UP])

    assert decide_entitlement(participant, module) == NotEntitled(
        missed=(Slot(date(2026, 1, 2), time(9)),)
    )


@given(MARKS, st.integers(1, 100))
def test_share_is_compared_exactly(marks: list[Mark], percent: int) -> None:
    participant, module = make_case(marks)
    followed = sum(mark in (Mark.PRESENT, Mark.CAUGHT_UP) for mark in marks)

    answer = decide_entitlement(participant, module, required_share=Fraction(percent, 100))

    assert isinstance(answer, Entitled) == (followed * 100 >= percent * len(marks))
    assert len(answer.missed) == len(marks) - followed
    if isinstance(answer, Entitled):
        assert answer.attended == timedelta(hours=4) * followed > timedelta()


def test_28_percent_of_25_sessions_is_7() -> None:
    participant, module = make_case([Mark.PRESENT] * 7 + [Mark.ABSENT] * 18)

    answer = decide_entitlement(participant, module, required_share=Fraction("0.28"))

    assert isinstance(answer, Entitled)


@pytest.mark.parametrize("share", [Fraction(0), Fraction(-1), Fraction(101, 100)])
def test_share_that_is_none_is_refused(share: Fraction) -> None:
    participant, module = make_case([Mark.PRESENT])

    with pytest.raises(ValueError, match="share"):
        decide_entitlement(participant, module, required_share=share)
