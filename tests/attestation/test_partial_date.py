from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attestation.partial_date import PartialDate


@given(st.dates(date(1900, 1, 1)), st.integers(1, 3))
def test_partial_date_survives_its_text(day: date, parts: int) -> None:
    year, month, number = (day.year, day.month, day.day)
    partial = PartialDate(
        year=year,
        month=month if parts > 1 else None,
        day=number if parts > 2 else None,
    )

    assert PartialDate.decode(partial.encode()) == partial
    assert partial.encode() == day.isoformat()[: (4, 7, 10)[parts - 1]]
    assert partial.earliest() <= day


@pytest.mark.parametrize(
    "text",
    [
        "",
        "95",
        "1995-",
        "1995-4",
        "1995-13",
        "1995-00",
        "1995-02-30",
        "1995-00-01",
        "1899",
        "0000",
        "1995-04-01-01",
        "١٩٩٥",
        "1995-04-01T00",
        "+1995",
    ],
)
def test_other_texts_are_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  the message differs, the refusal counts
        PartialDate.decode(text)


def test_day_without_month_is_refused() -> None:
    with pytest.raises(ValueError, match="without a month"):
        PartialDate(year=1995, day=3)
