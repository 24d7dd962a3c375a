"""What a plan says of the language and the room of documents, before anything is issued."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from attestation.partial_date import PartialDate
from issuer.planning.plan import Outcome, Plan, plan_issue
from issuer.settings.document_language import DocumentLanguage
from issuer.settings.issuer import IssueSettings
from issuer.settings.organisation import Letterhead
from issuer.workbook.model import (
    AttendanceRecords,
    LanguageChoice,
    Mark,
    Participant,
    Presence,
)
from tests.support.documents import ORGANISATION, translated
from tests.support.issuers import ADDRESS
from tests.support.module_records import module_record

FRENCH = Letterhead(organisation=ORGANISATION)
EVERY = Letterhead(organisation=translated(ORGANISATION))
CELL = LanguageChoice(language=DocumentLanguage.NL, sheet="Module", row=6, column="B")


def plan(letterhead: Letterhead, *, cell: LanguageChoice | None = None, sessions: int = 3) -> Plan:
    known = module_record(sessions, first=date(2026, 1, 5), theme="Thème {} de la Belgique")
    module = replace(known, document_language=cell)
    person = Participant(
        sheet="Présences",
        row=2,
        family_name="Haile",
        given_name="Tsegaye",
        birth_date=PartialDate(year=1996),
        email=None,
        reason=None,
        presences=tuple(
            Presence(person=2, session=one.slot, value=Mark.PRESENT, place="F2")
            for one in module.sessions
        ),
    )
    return plan_issue(
        AttendanceRecords(module=module, people=(person,), problems=(), notices=(), understood=()),
        held={},
        settings=IssueSettings(verifier=ADDRESS),
        letterhead=letterhead,
        at=datetime(2026, 11, 20, tzinfo=UTC),
    )


def test_documents_are_in_the_organisations_language_unless_the_module_says_otherwise() -> None:
    german = EVERY.organisation.model_copy(update={"language": DocumentLanguage.DE})
    letterhead = replace(EVERY, organisation=german)

    assert plan(letterhead).module.document_language == "de"
    assert plan(letterhead, cell=CELL).module.document_language == "nl"


def test_language_in_which_the_organisation_wrote_nothing_is_a_problem_at_its_cell() -> None:
    found = plan(FRENCH, cell=CELL)

    assert found.people[0].outcome is Outcome.PROBLEM
    (problem,) = found.problems
    assert (problem.sheet, problem.row, problem.column) == ("Module", 6, "B")
    assert "translations.nl.coordinator_role" in problem.message


@pytest.mark.parametrize(("sessions", "is_said"), [(3, False), (13, False), (90, True)])
def test_sessions_that_the_page_cannot_list_are_said_beforehand(
    sessions: int, is_said: bool
) -> None:
    notices = [one.message for one in plan(FRENCH, sessions=sessions).notices]

    assert any("n’ont pas de place" in message for message in notices) is is_said
