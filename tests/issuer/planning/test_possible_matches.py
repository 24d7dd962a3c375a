"""People who may hold an attestation under another spelling: shown, and never merged alone."""

from collections.abc import Mapping
from dataclasses import replace

from attestation.facts import Holder, Number
from issuer.planning.possible_matches import (
    AnotherPerson,
    Decision,
    Resemblance,
    SamePerson,
    resemblances,
)
from issuer.workbook.model import Participant
from register.holders import ExistingAttestation, IssuedTo, person_key
from register.tables.attestations import State
from tests.support.issuer_contexts import make_draft

HABIB = IssuedTo(number=Number("AC-2026-0001"), holder=make_draft("Habib", None).holder)


def row(number: int, family: str) -> Participant:
    holder = make_draft(family, None).holder
    return Participant(
        sheet="Présences",
        row=number,
        family_name=holder.family_name,
        given_name=None,
        birth_date=holder.birth_date,
        email=None,
        reason=None,
        presences=(),
    )


def found(
    *people: Participant,
    held: Mapping[Holder, IssuedTo] | None = None,
    state: State = State.ISSUED,
    decisions: Mapping[int, Decision] | None = None,
) -> dict[int, Resemblance]:
    known = {
        person_key(holder): ExistingAttestation(number=one.number, state=state)
        for holder, one in (held or {}).items()
    }
    return resemblances(people, held=known, issued=[HABIB], decisions=decisions or {})


def test_near_name_is_open_until_somebody_decides() -> None:
    people = [row(2, "Habibi"), row(3, "Lopez")]

    assert found(*people) == {2: Resemblance(is_similar=(HABIB,), is_same_key=False)}
    assert found(*people)[2].is_open
    same = found(*people, decisions={2: SamePerson(number=HABIB.number)})[2]
    assert (same.chosen, same.is_open) == (HABIB, False)
    another = found(*people, decisions={2: AnotherPerson()})[2]
    assert (another.is_another, another.chosen, another.is_open) == (True, None, False)


def test_one_attestation_is_chosen_by_one_row_only() -> None:
    chosen = {number: SamePerson(number=HABIB.number) for number in (2, 3)}

    decided = found(row(2, "Habibi"), row(3, "Habibe"), decisions=chosen)

    assert decided[2].chosen == HABIB
    assert decided[3].chosen is None
    assert decided[3].is_open


def test_choice_of_what_no_longer_resembles_counts_no_more() -> None:
    decided = found(row(2, "Habibi"), decisions={2: SamePerson(number=Number("AC-2026-0009"))})

    assert decided[2].is_open


def test_other_accents_of_one_person_are_shown_and_leave_nothing_to_decide() -> None:
    accented = replace(row(2, "Habib"), family_name=make_draft("Hàbib", None).holder.family_name)

    assert found(accented, held={HABIB.holder: HABIB}) == {
        2: Resemblance(is_similar=(HABIB,), is_same_key=True)
    }
    assert found(accented, held={HABIB.holder: HABIB}, state=State.WITHDRAWN) == {}
    assert found(row(2, "Habib"), held={HABIB.holder: HABIB}) == {}


def test_holder_who_is_in_the_workbook_under_her_own_name_resembles_nobody_else() -> None:
    assert found(row(2, "Habib"), row(3, "Habibi"), held={HABIB.holder: HABIB}) == {}
