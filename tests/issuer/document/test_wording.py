from datetime import UTC, date, datetime, timedelta

import pytest

from attestation.partial_date import PartialDate
from issuer.document.translations.catalogue import NO_BREAK, words_in
from issuer.document.wording import birth_phrase, issue_day


def plain(text: str) -> str:
    return text.replace(NO_BREAK, " ")


@pytest.mark.parametrize(
    ("language", "birth_date", "phrase"),
    [
        ("fr", "1988-02-29", "Date de naissance : 29 février 1988"),
        ("fr", "2001-04-01", "Date de naissance : 1er avril 2001"),
        ("fr", "2001-04", "Date de naissance : avril 2001"),
        ("fr", "1995", "Date de naissance : 1995"),
        ("nl", "1988-02-29", "Geboortedatum: 29 februari 1988"),
        ("nl", "2001-04", "Geboortedatum: april 2001"),
        ("de", "1988-03-01", "Geburtsdatum: 1. März 1988"),
        ("de", "2001-04", "Geburtsdatum: April 2001"),
        ("en", "1988-03-01", "Date of birth: 1 March 1988"),
        ("en", "1995", "Date of birth: 1995"),
    ],
)
def test_birth_date_says_no_more_than_is_known(language: str, birth_date: str, phrase: str) -> None:
    assert plain(birth_phrase(words_in(language), PartialDate.decode(birth_date))) == phrase


@pytest.mark.parametrize(
    ("language", "minutes", "phrase"),
    [
        ("fr", 3120, "52 h"),
        ("fr", 185, "3 h 05"),
        ("fr", 45, "45 min"),
        ("fr", 60, "1 h"),
        ("nl", 185, "3 u 05"),
        ("de", 185, "3 Std. 05"),
        ("de", 45, "45 Min."),
        ("en", 3120, "52 h"),
    ],
)
def test_durations_read_as_on_a_timetable(language: str, minutes: int, phrase: str) -> None:
    assert plain(words_in(language).duration(timedelta(minutes=minutes))) == phrase


@pytest.mark.parametrize(
    ("language", "first", "last"),
    [
        ("fr", "1er août 2026", "31 décembre 2026"),
        ("nl", "1 augustus 2026", "31 december 2026"),
        ("de", "1. August 2026", "31. Dezember 2026"),
        ("en", "1 August 2026", "31 December 2026"),
    ],
)
def test_days_are_written_as_each_language_does(language: str, first: str, last: str) -> None:
    words = words_in(language)

    assert words.day(date(2026, 8, 1)) == first
    assert words.day(date(2026, 12, 31)) == last


@pytest.mark.parametrize(
    ("language", "written"), [("fr", "80 %"), ("nl", "80%"), ("de", "80 %"), ("en", "80%")]
)
def test_percentages_are_written_as_each_language_does(language: str, written: str) -> None:
    assert plain(words_in(language).percent(80)) == written


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
