"""How claims are written: days by their number, and what is not stated not at all."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attestation.formats.claims import (
    decode_day,
    decode_optional_day,
    encode_day,
    encode_optional_day,
    present,
)


@given(st.dates())
def test_every_day_comes_back(day: date) -> None:
    assert decode_day(encode_day(day)) == day


def test_days_are_counted_from_1970() -> None:
    assert [encode_day(date(1970, 1, 1)), encode_day(date(2026, 11, 20))] == [0, 20777]
    assert encode_day(date(1969, 12, 31)) == -1


@pytest.mark.parametrize("days", [10**7, -(10**7), 1 << 62, -(1 << 62)])
def test_day_that_no_calendar_has_is_refused(days: int) -> None:
    with pytest.raises(OverflowError):
        decode_day(days)


def test_what_is_not_stated_is_left_out_and_what_is_zero_is_not() -> None:
    assert encode_optional_day(None) is None
    assert decode_optional_day(None) is None
    assert present({1: None, 2: 0, 3: "", 4: False}) == {2: 0, 3: "", 4: False}
