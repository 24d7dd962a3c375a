"""A module brought while it runs says who is about to lose the right; it issues nothing."""

from datetime import UTC, date, datetime

import pytest

from issuer.planning.plan import Plan, plan_issue
from issuer.settings.issuer import IssueSettings
from issuer.workbook.answers import Answers, Meaning
from issuer.workbook.format.cells import Cell
from issuer.workbook.layouts.arrange import arrange
from issuer.workbook.layouts.reading import Reading
from issuer.workbook.reader import understand_sheets
from tests.support import layouts
from tests.support.arranged import proposed
from tests.support.documents import LETTERHEAD
from tests.support.issuers import ADDRESS

BORN = date(1990, 5, 4)
DAYS = (*layouts.DAYS, date(2026, 3, 23))


def _plan(*rows: list[Cell], today: date = date(2026, 3, 10), percent: int = 60) -> Plan:
    titles: list[Cell] = ["Nom", "Prénom", "Date de naissance", *DAYS]
    people = layouts.sheet("Présences", [titles, *rows])
    records = understand_sheets(
        [people, layouts.module(DAYS)],
        None,
        understood=(),
        today=today,
        answers=Answers(marks={"": Meaning.ABSENT}),
    )
    return plan_issue(
        records,
        held={},
        settings=IssueSettings(verifier=ADDRESS, required_percent=percent),
        letterhead=LETTERHEAD,
        at=datetime(today.year, today.month, today.day, 12, tzinfo=UTC),
    )


def test_while_a_module_runs_those_at_risk_are_listed_worst_first_and_nothing_is_issued() -> None:
    plan = _plan(
        ["Diallo", "Awa", BORN, "P", "P", None, None, None],
        ["Ngoma", "Grâce", BORN, "P", "A", None, None, None],
        ["Lopez", "Ana", BORN, "A", "A", None, None, None],
    )

    assert not plan.drafts()
    assert not plan.closes_without
    said = [(one.row, one.message) for one in plan.notices if one.sheet == "Présences"]
    assert said == [
        (4, "Lopez Ana ne peut plus manquer aucune séance : à appeler."),
        (3, "Ngoma Grâce peut encore manquer 1 séance."),
    ]
    assert {one.message for person in plan.people for one in person.problems} == {
        "la dernière séance, du 23/03/2026, n’est pas encore finie"
    }


def test_who_can_no_longer_reach_the_share_is_said() -> None:
    plan = _plan(["Ngoma", "Grâce", BORN, "P", "A", None, None, None], percent=100)
    assert [one.message for one in plan.notices if one.sheet == "Présences"] == [
        "Ngoma Grâce ne pourra plus avoir d’attestation de ce module, sauf séances rattrapées."
    ]


@pytest.mark.parametrize("today", [date(2026, 3, 16), date(2026, 3, 24)])
def test_day_that_has_come_is_never_left_unread(today: date) -> None:
    plan = _plan(["Ngoma", "Grâce", BORN, "P", "P", None, None, None], today=today, percent=100)
    assert not plan.drafts()
    if today > DAYS[-1]:  # « vide = absent » is what was answered
        assert [len(person.missed) for person in plan.people] == [3]


def test_mark_filled_in_ahead_is_read_and_still_nothing_is_issued() -> None:
    plan = _plan(["Ngoma", "Grâce", BORN, "P", "P", "P", "P", "P"])
    assert not plan.drafts()
    assert plan.problems


def test_log_of_a_module_that_runs_is_read_too() -> None:
    log = layouts.log([("Diallo Awa", day) for day in DAYS[:2]] + [("Ngoma Grâce", DAYS[0])])
    enrolled = layouts.enrolled(("Diallo", "Awa", BORN), ("Ngoma", "Grâce", BORN))
    _, profile = proposed([log])
    found = arrange(
        [log],
        reading=Reading(profile=profile),
        module=layouts.module(DAYS),
        enrolled=enrolled,
        today=date(2026, 3, 10),
    )
    people = found.sheets[0]
    plan = _plan(*([*row[:3], *row[5:]] for row in people.rows[1:]), percent=80)
    assert [one.message for one in plan.notices if one.sheet == "Présences"] == [
        "Ngoma Grâce ne peut plus manquer aucune séance : à appeler."
    ]
