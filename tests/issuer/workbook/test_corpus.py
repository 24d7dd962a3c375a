"""A corpus of registers as they are found, each with what must come of it written beside it."""

from dataclasses import replace

import pytest

from issuer.workbook.answers import NO_ANSWERS
from issuer.workbook.errors import WorkbookError
from tests.support.corpus import CASES, Case


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_register_gives_what_is_written_beside_it(case: Case) -> None:
    if isinstance(case.expected, str):
        with pytest.raises(WorkbookError) as caught:
            case.register.plan(case.answers)
        assert case.expected in caught.value.message
        assert caught.value.remedy
        return
    plan = case.register.plan(case.answers, percent=case.percent)
    found = {person.family_name: person.outcome.value for person in plan.people}
    assert found == case.expected
    assert bool(plan.problems) == ("problem" in found.values())
    assert all(problem.message and problem.remedy for problem in plan.problems)


@pytest.mark.parametrize(
    "case",
    [case for case in CASES if case.answers is not NO_ANSWERS],
    ids=lambda case: case.name,
)
def test_without_an_answer_nothing_is_issued_to_whom_it_concerns(case: Case) -> None:
    unanswered = replace(case, answers=NO_ANSWERS)

    outcomes = unanswered.register.outcomes(percent=case.percent)

    assert "problem" in [outcome.value for outcome in outcomes.values()]


def test_corpus_is_as_large_as_it_says() -> None:
    assert len(CASES) >= 80
    assert len({case.name for case in CASES}) == len(CASES)
