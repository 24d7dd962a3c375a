"""How the pages write days, times, durations and shares."""

from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from attestation.code import Code, format_code
from issuer.desk.language import in_words
from issuer.export.labels import birth, day
from issuer.words.sentence import Sentence, sentence
from issuer.workbook.format.cells import text_of

BRUSSELS = ZoneInfo("Europe/Brussels")


def moment(value: datetime) -> Sentence:
    """Write an instant by the clock in Brussels."""
    there = value.astimezone(BRUSSELS)
    return sentence("{day} à {clock}", day=day(there), clock=clock(there))


def clock(value: datetime) -> str:
    """Write the time of an instant by the clock in Brussels."""
    return f"{value.astimezone(BRUSSELS):%H:%M}"


def hours(value: timedelta) -> Sentence:
    """Write a duration: « 52 h », « 3 h 30 »."""
    whole, rest = divmod(value // timedelta(minutes=1), 60)
    minutes = f"{rest:02d}"
    if rest:
        return sentence("{hours} h {minutes}", hours=whole, minutes=minutes)
    return sentence("{hours} h", hours=whole)


def percent(value: float | None) -> str:
    """Write a share in percent, the same in each language."""
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
    "percent": percent,
    "code": code,
    "capitalize_first": in_words(capitalize_first),
    "cell": text_of,
}
