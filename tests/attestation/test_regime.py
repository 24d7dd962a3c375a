"""Regimes: the days on which they are in force."""

from datetime import date

import pytest

from attestation.regime import (
    RegimeOnDay,
    RegimeRecord,
    RegimeRecords,
    Standing,
    ValidityPeriod,
    regime_on,
)
from tests.support.regimes import make_record, make_records


def test_period_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(ValueError, match="before it begins"):
        ValidityPeriod(first_day=date(2026, 1, 2), last_day=date(2026, 1, 1))


def test_period_covers_both_its_ends() -> None:
    period = ValidityPeriod(first_day=date(2026, 1, 1), last_day=date(2026, 1, 2))

    assert [period.covers(date(2026, 1, day)) for day in (1, 2, 3)] == [True, True, False]


DAY = date(2026, 6, 15)
OLD = make_record("X", last_day=date(2025, 12, 31))
NEW = make_record("X", first_day=date(2026, 7, 1))
OPEN = make_record("X")


@pytest.mark.parametrize(
    ("code", "records", "standing", "found"),
    [
        (None, make_records(OPEN), Standing.UNDECLARED, None),
        ("X", None, Standing.NOT_PUBLISHED, None),
        ("X", make_records(make_record("Y")), Standing.NOT_PUBLISHED, None),
        ("X", make_records(make_record("Y"), OPEN), Standing.IN_FORCE, OPEN),
        ("X", make_records(OLD), Standing.ENDED, OLD),
        ("X", make_records(NEW), Standing.NOT_BEGUN, NEW),
        ("X", make_records(NEW, OLD), Standing.ENDED, OLD),
    ],
)
def test_record_of_the_day_is_found_or_why_there_is_none(
    code: str | None,
    records: RegimeRecords | None,
    standing: Standing,
    found: RegimeRecord | None,
) -> None:
    assert regime_on(DAY, code, records) == RegimeOnDay(standing=standing, record=found)


def test_periods_overlap_where_they_share_a_day() -> None:
    first = ValidityPeriod(last_day=DAY)

    assert first.overlaps(ValidityPeriod(first_day=DAY))
    assert ValidityPeriod().overlaps(first)
    assert not first.overlaps(ValidityPeriod(first_day=date(2026, 6, 16)))
