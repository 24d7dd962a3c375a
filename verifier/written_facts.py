"""How days, durations and what an attestation states of its module are written in a language."""

from collections.abc import Iterator
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from attestation.particulars import Particulars
from attestation.verdict.verdicts import Contradiction
from verifier.translations.catalogue import FactWords, Wording

BRUSSELS = ZoneInfo("Europe/Brussels")
"""Days are shown as the issued page shows them."""


def write_day(day: date, words: FactWords) -> str:
    """Write a day in words."""
    return words.day.format(
        day=words.first_day if day.day == 1 else day.day,
        month=words.months[day.month - 1],
        year=day.year,
    )


def write_duration(duration: timedelta, words: FactWords) -> str:
    """Write hours and minutes."""
    hours, minutes = divmod(duration // timedelta(minutes=1), 60)
    template = words.hours_and_minutes if minutes else words.hours
    return template.format(hours=hours, minutes=minutes)


STATED = (
    Contradiction.SESSIONS,
    Contradiction.MODULE_TIME,
    Contradiction.REQUIRED,
    Contradiction.LANGUAGE,
    Contradiction.MODE,
    Contradiction.EXTENT,
    Contradiction.REGIME,
    Contradiction.RECEPTION_REFERENCE,
)
"""What contradicts each of ``stated_facts``."""


def stated_facts(stated: Particulars, words: Wording) -> Iterator[tuple[str, str]]:
    """Yield label and value of each; of one that the issuer did not state, that it did not."""
    spoken = words.stated
    for label, value in (
        (spoken.sessions, _sessions(stated, words)),
        (
            spoken.module_time,
            stated.module_time and write_duration(stated.module_time, words.facts),
        ),
        (spoken.required, write_required(stated.required_percent, stated.required_time, words)),
        (spoken.language, stated.language and language_name(stated.language, words)),
        (spoken.mode, stated.mode and spoken.modes[stated.mode]),
        (spoken.extent, stated.extent and spoken.extents[stated.extent]),
        (spoken.regime, stated.regime),
        (spoken.reception_reference, stated.reception_reference),
    ):
        yield label, value or spoken.not_stated


def language_name(code: str, words: Wording) -> str:
    """Return the name of a language; one that has none here by its code."""
    return words.stated.languages.get(code, code)


def _sessions(stated: Particulars, words: Wording) -> str | None:
    if stated.sessions_followed is None:
        return None
    return words.stated.part_of.format(part=stated.sessions_followed, whole=stated.sessions_held)


def write_required(percent: int | None, time: timedelta | None, words: Wording) -> str | None:
    """Write which share of the sessions and how much presence a rule asks for."""
    sessions = percent and words.stated.percent_of_sessions.format(percent=percent)
    hours = time and write_duration(time, words.facts)
    return ", ".join(one for one in (sessions, hours) if one) or None
