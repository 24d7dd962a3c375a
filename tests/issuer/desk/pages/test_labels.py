"""How the pages write instants, durations and shares."""

from datetime import UTC, datetime, timedelta

import pytest

from issuer.desk.pages.labels import capitalize_first, clock, hours, moment, percent


@pytest.mark.parametrize(
    ("at", "there"),
    [
        (datetime(2026, 7, 1, 22, 5, tzinfo=UTC), "02/07/2026 à 00:05"),
        (datetime(2026, 12, 31, 22, 59, tzinfo=UTC), "31/12/2026 à 23:59"),
        (datetime(2026, 12, 31, 23, 0, tzinfo=UTC), "01/01/2027 à 00:00"),
    ],
)
def test_instant_is_that_of_brussels_in_summer_and_winter(at: datetime, there: str) -> None:
    assert str(moment(at)) == there
    assert clock(at) == there[-5:]


@pytest.mark.parametrize(
    ("minutes", "written"),
    [(0, "0 h"), (60, "1 h"), (65, "1 h 05"), (3120, "52 h"), (30, "0 h 30")],
)
def test_duration_has_minutes_where_there_are_some(minutes: int, written: str) -> None:
    assert str(hours(timedelta(minutes=minutes))) == written


def test_share_has_one_decimal_and_a_comma_or_is_a_dash() -> None:
    assert [percent(value) for value in (None, 0.0, 83.33, 100.0)] == [
        "—",
        "0,0 %",
        "83,3 %",
        "100,0 %",
    ]


def test_first_letter_alone_becomes_a_capital() -> None:
    assert [capitalize_first(text) for text in ("", "éAb", "a")] == ["", "ÉAb", "A"]
