"""Dates as a page writes them."""

import pytest

from tests.support.page_texts import line
from verifier.text_comparison.tokens import tokens_of
from verifier.text_comparison.written_dates import written_dates


@pytest.mark.parametrize(
    ("text", "dates"),
    [
        ("12 mai 1995", ["1995-05-12"]),
        ("12/05/1995", ["1995-05-12"]),
        ("1995-05-12", ["1995-05-12"]),
        ("mai 1995", ["1995-05"]),
        ("2026-03", ["2026-03"]),
        ("31/02/1995", []),
        ("32 mai 1995", ["1995-05"]),
        ("3rd april 1995", ["1995-04-03"]),
        ("AC-2026-0042", []),
        ("0042", []),
        ("12345", []),
    ],
)
def test_written_dates(text: str, dates: list[str]) -> None:
    assert [one.date.encode() for one in written_dates(tokens_of(line(text, top=0)))] == dates
