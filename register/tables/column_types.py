"""Columns of days, times and instants: what is none of these is refused by name.

SQLite keeps whatever is written, so that words may stand where a day should.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime, time
from typing import Any, TypeVar

from sqlalchemy import Date, DateTime, Dialect, Time, TypeDecorator

from attestation.errors import DisagreementError

_T = TypeVar("_T")


class _Refusing(TypeDecorator[_T]):
    """Reads values of ``impl``."""

    __abstract__ = True

    def result_processor(
        self, dialect: Dialect, coltype: object
    ) -> Callable[[Any | None], _T | None] | None:
        """Return what reads a value from the database."""
        read = super().result_processor(dialect, coltype)
        if read is None:
            return None

        def refusing(value: object) -> _T | None:
            try:
                return read(value)
            except (ValueError, TypeError):
                raise DisagreementError("le registre dit une chose impossible") from None

        return refusing


class StoredDay(_Refusing[date]):
    """A day."""

    impl = Date
    cache_ok = True


class StoredTime(_Refusing[time]):
    """A time of day."""

    impl = Time
    cache_ok = True


class UtcDateTime(_Refusing[datetime]):
    """An aware instant in UTC; SQLite would forget the time zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse a naive time on the way in."""
        if value is not None and value.tzinfo is None:
            raise ValueError("expected an aware datetime")
        return value and value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return the time zone back on the way out."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
