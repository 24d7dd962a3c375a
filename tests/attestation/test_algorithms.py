"""Until when the algorithms are thought good."""

from attestation.algorithms import ALGORITHMS, first_to_end


def test_first_end_is_that_of_an_algorithm_and_none_ends_before() -> None:
    ends = [one.last_day for one in ALGORITHMS if one.last_day is not None]

    assert first_to_end() in ends
    assert all(first_to_end() <= end for end in ends)


def test_each_algorithm_says_what_rests_on_it_and_who_says_its_end() -> None:
    assert all(one.used_for and one.source for one in ALGORITHMS)
    assert len({one.name for one in ALGORITHMS}) == len(ALGORITHMS)
