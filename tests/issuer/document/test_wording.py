from datetime import UTC, date, datetime, timedelta

import pytest

from attestation.partial_date import PartialDate
from issuer.document.wording import (
    NO_BREAK,
    birth_phrase,
    date_phrase,
    duration_phrase,
    issue_day,
)


@pytest.mark.parametrize(
    ("birth_date", "phrase"),
    [
        ("1988-02-29", "né·e le 29 février 1988"),
        ("2001-04-01", "né·e le 1er avril 2001"),
        ("2001-04", "né·e en avril 2001"),
        ("1995", "né·e en 1995"),
    ],
)
def test_birth_date_says_no_more_than_is_known(birth_date: str, phrase: str) -> None:
    assert birth_phrase(PartialDate.decode(birth_date)) == phrase


@pytest.mark.parametrize(
    ("minutes", "phrase"), [(3120, "52 h"), (185, "3 h 05"), (45, "45 min"), (60, "1 h")]
)
def test_durations_read_as_on_a_timetable(minutes: int, phrase: str) -> None:
    assert duration_phrase(timedelta(minutes=minutes)).replace(NO_BREAK, " ") == phrase


def test_first_of_the_month_is_ordinal() -> None:
    assert date_phrase(date(2026, 8, 1)) == "1er août 2026"
    assert date_phrase(date(2026, 12, 31)) == "31 décembre 2026"


@pytest.mark.parametrize(
    ("issued_at", "day"),
    [
        (datetime(2026, 6, 30, 21, 59, tzinfo=UTC), date(2026, 6, 30)),
        (datetime(2026, 6, 30, 22, 0, tzinfo=UTC), date(2026, 7, 1)),
        (datetime(2026, 12, 31, 23, 0, tzinfo=UTC), date(2027, 1, 1)),
    ],
)
def test_day_of_issue_is_that_of_brussels(issued_at: datetime, day: date) -> None:
    assert issue_day(issued_at) == day
