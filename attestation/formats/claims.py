"""How claims are written in all our messages: days, and what is not stated."""

from collections.abc import Mapping
from datetime import date, timedelta

_EPOCH = date(1970, 1, 1)


def encode_day(day: date) -> int:
    """Return the days since 1970-01-01."""
    return (day - _EPOCH).days


def encode_optional_day(day: date | None) -> int | None:
    """Return the same, or None where there is no day."""
    return None if day is None else encode_day(day)


def decode_day(days: int) -> date:
    """Return the day that is so many days after 1970-01-01.

    Raises:
        OverflowError: no calendar has it.
    """
    return _EPOCH + timedelta(days=days)


def decode_optional_day(days: int | None) -> date | None:
    """Return the same, or None where there is none.

    Raises:
        OverflowError: no calendar has it.
    """
    return None if days is None else decode_day(days)


def present(fields: Mapping[int, object]) -> dict[int, object]:
    """Return the fields that have a value: what is not stated is left out, never null."""
    return {key: value for key, value in fields.items() if value is not None}
