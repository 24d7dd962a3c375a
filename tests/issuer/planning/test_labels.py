"""What a plan says of each person, beside how many they are."""

import pytest

from issuer.planning.labels import OUTCOMES, outcome_in_words
from issuer.planning.plan import Outcome


@pytest.mark.parametrize("outcome", list(Outcome))
def test_each_outcome_has_its_word_for_one_and_for_many(outcome: Outcome) -> None:
    assert outcome_in_words(outcome, 0) == outcome_in_words(outcome, 1) == OUTCOMES[outcome]
    assert str(outcome_in_words(outcome, 2))


def test_two_outcomes_are_never_said_alike() -> None:
    for count in (1, 2):
        assert len({str(outcome_in_words(one, count)) for one in Outcome}) == len(Outcome)
