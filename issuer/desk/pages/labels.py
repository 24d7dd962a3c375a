"""The words of the pages, and how they write days, times and counts. French, for now."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from attestation.code import Code, format_code
from issuer.export.labels import birth, day
from issuer.workbook.format.cells import text_of

BRUSSELS = ZoneInfo("Europe/Brussels")


def days(first: date, last: date) -> str:
    """Write a period: « du 05/10 au 23/10/2026 »."""
    if first == last:
        return f"le {day(first)}"
    start = f"{first:%d/%m}" if first.year == last.year else day(first)
    return f"du {start} au {day(last)}"


def moment(value: datetime) -> str:
    """Write an instant by the clock in Brussels."""
    return f"{value.astimezone(BRUSSELS):%d/%m/%Y à %H:%M}"


def clock(value: datetime) -> str:
    """Write the time of an instant by the clock in Brussels."""
    return f"{value.astimezone(BRUSSELS):%H:%M}"


def hours(value: timedelta) -> str:
    """Write a duration: « 52 h », « 3 h 30 »."""
    whole, minutes = divmod(value // timedelta(minutes=1), 60)
    return f"{whole} h {minutes:02d}" if minutes else f"{whole} h"


def count(number: int, one: str, many: str | None = None) -> str:
    """Count something in French, where nought and one are singular."""
    return f"{number} {one if number < 2 else many or one + 's'}"


def percent(value: float | None) -> str:
    """Write a share in percent."""
    return "—" if value is None else f"{value:.1f} %".replace(".", ",")


def capitalize_first(text: str) -> str:
    """Write the first letter as a capital, and keep the rest."""
    return text[:1].upper() + text[1:]


def code(value: Code) -> str:
    """Write a verification code in groups of four."""
    return format_code(value)


FILTERS: dict[str, Callable[..., str]] = {
    "day": day,
    "moment": moment,
    "clock": clock,
    "birth": birth,
    "hours": hours,
    "count": count,
    "percent": percent,
    "code": code,
    "capitalize_first": capitalize_first,
    "cell": text_of,
}
