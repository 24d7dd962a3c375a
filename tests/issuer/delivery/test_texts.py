"""What a participant reads: one whole file for each language."""

from datetime import date, timedelta

import pytest

from issuer.delivery.texts import languages, words


def test_eleven_languages_french_first() -> None:
    assert languages() == ("fr", "ar", "en", "es", "nl", "prs", "pt", "ro", "ti", "tr", "uk")


@pytest.mark.parametrize("language", languages())
def test_days_and_durations_are_written_with_every_place_filled_in(language: str) -> None:
    spoken = words(language)
    days = {spoken.written_day(date(2026, month, 9)) for month in range(1, 13)}
    hours = [spoken.written_hours(timedelta(minutes=minutes)) for minutes in (600, 605)]

    assert len(days) == 12
    assert all("2026" in day and "9" in day for day in days)
    assert "10" in hours[0]
    assert "05" in hours[1]
    assert not any("{" in text for text in (*days, *hours))
