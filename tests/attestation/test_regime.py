"""Regimes: the days on which they are in force."""

from datetime import date

import pytest

from attestation.regime import ValidityPeriod


def test_period_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(ValueError, match="before it begins"):
        ValidityPeriod(first_day=date(2026, 1, 2), last_day=date(2026, 1, 1))


def test_period_covers_both_its_ends() -> None:
    period = ValidityPeriod(first_day=date(2026, 1, 1), last_day=date(2026, 1, 2))

    assert [period.covers(date(2026, 1, day)) for day in (1, 2, 3)] == [True, True, False]
