"""Dates as a page writes them: ``29 février 1988``, ``29/02/1988``, ``avril 2001``, ``1995``."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from attestation.name import fold
from attestation.partial_date import PartialDate
from verifier.text_comparison.tokens import Place, Token, place_of

_MONTH_NAMES = (
    "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "januari februari maart april mei juni juli augustus september oktober november december",
    "januar februar märz april mai juni juli august september oktober november dezember",
    "january february march april may june july august september october november december",
)
_MONTHS = {
    fold(name): number for line in _MONTH_NAMES for number, name in enumerate(line.split(), start=1)
}
_ORDINALS = ("er", "st", "nd", "rd", "th")


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenDate:
    """A date on a page, as precise as it is written there."""

    date: PartialDate
    place: Place


def written_dates(tokens: Sequence[Token]) -> Iterator[WrittenDate]:
    """Return every date, each in its longest reading: in ``12 mai 1995`` the year is not alone."""
    start = 0
    while start < len(tokens):
        for length in (3, 2, 1):
            read = tokens[start : start + length]
            if _is_cut(tokens, start, start + length):
                continue
            if date := _date([token.text for token in read]):
                yield WrittenDate(date=date, place=place_of(read))
                start += length
                break
        else:
            start += 1


def _is_cut(tokens: Sequence[Token], start: int, end: int) -> bool:
    """Check whether the tokens from ``start`` to ``end`` tear a number out of its word."""
    if end > len(tokens):
        return True
    return any(
        0 < edge < len(tokens)
        and tokens[edge - 1].word is tokens[edge].word
        and tokens[edge - 1].text.isdecimal()
        and tokens[edge].text.isdecimal()
        for edge in (start, end)
    )


def _date(parts: list[str]) -> PartialDate | None:
    match parts:
        case [day, month, year] if len(year) == 4:
            return _partial_date(year, month, day)
        case [year, month, day]:
            return _partial_date(year, month, day)
        case [month, year] if len(year) == 4:
            return _partial_date(year, month)
        case [year, month]:
            return _partial_date(year, month)
        case _:
            return _partial_date(parts[0])


def _partial_date(
    year: str, month: str | None = None, day: str | None = None
) -> PartialDate | None:
    if len(year) != 4 or not year.isdecimal():
        return None
    try:
        return PartialDate(
            year=int(year),
            month=None if month is None else _MONTHS.get(month) or int(month),
            day=None if day is None else int(_without_ordinal(day)),
        )
    except ValueError:  # no number, or a day that no calendar has
        return None


def _without_ordinal(day: str) -> str:
    return day[:-2] if day.endswith(_ORDINALS) else day
