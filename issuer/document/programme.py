"""The programme: the list of sessions and themes, in two columns."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache, partial

from issuer.document.facts import SessionLine
from issuer.document.sheet import Element, Role, labelled, paragraph
from issuer.document.text_fit import SMALLEST_SIZE, FittedText
from issuer.document.translations.catalogue import Words
from issuer.document.typesetting import (
    GREY,
    GUTTER,
    HALF,
    INK,
    LEFT,
    Written,
    fit_plain,
    label,
    set_lines,
)
from issuer.document.wording import in_each
from pdf.fonts import Face, text_width

MAX_THEME_CHARACTERS = 120  # longer ones are clipped: a list of themes, not their description
# Size and gap between rows: airy first, closer as the list grows.
_SETTINGS = (
    *((9.5, 4.5), (9.5, 3.5), (9.25, 3.0), (9.25, 2.25), (9.0, 1.75), (8.75, 1.25)),
    *((8.5, 1.0), (8.25, 0.75), (8.0, 0.5), (7.75, 0.25), (SMALLEST_SIZE, 0.0)),
)
_HEADING_HEIGHT = 17.0
_AFTER_DAY = 8.0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    day: str
    theme: FittedText


@dataclass(frozen=True, slots=True, kw_only=True)
class _Columns:
    rows: tuple[Sequence[_Row], Sequence[_Row]]
    gap: float
    size: float

    @property
    def height(self) -> float:
        return max(_height(rows, gap=self.gap) for rows in self.rows)


@lru_cache(maxsize=64)  # the same for a whole module, as long as names take one line
def compose_programme(
    sessions: tuple[SessionLine, ...], words: tuple[Words, ...], *, top: float, bottom: float
) -> tuple[Sequence[Element], bool]:
    """Set each session's day and theme, as large as the place allows; return whether all fitted.

    A list that fits at no size ends with how many sessions it leaves out. Themes are not certified,
    so they must never stop an attestation.
    """
    listed = [session for session in sessions if session.theme.strip()]
    height = bottom - top - _HEADING_HEIGHT
    columns = _all(listed, height=height)
    complete = columns is not None
    columns = columns or _some(listed, words, height=height)
    if columns is None or not listed:
        return (), complete
    items: list[Element] = []
    for left, rows in zip((LEFT, LEFT + HALF + GUTTER), columns.rows, strict=True):
        row_top = top + _HEADING_HEIGHT
        for row in rows:
            day = fit_plain(row.day, width=HALF, height=height, sizes=(columns.size,))
            theme_left = left + _day_width(columns.size)
            theme = set_lines(row.theme, left=theme_left, top=row_top, colour=INK)
            items.append(labelled(set_lines(day, left=left, top=row_top, colour=GREY), theme))
            row_top += row.theme.height + columns.gap
    title = in_each(words, lambda one: one.gettext("Thèmes des séances"), face=Face.SEMIBOLD)
    heading = paragraph(label(title, left=LEFT, baseline=top + 7), role=Role.HEADING)
    return (heading, Element(role=Role.LIST, elements=tuple(items))), complete


def _all(sessions: Sequence[SessionLine], *, height: float) -> _Columns | None:
    """Return the airiest setting of every session that fits, if one does."""
    for size, gap in _SETTINGS:
        rows = [_row(session, size=size) for session in sessions]
        columns = _divide(rows, gap=gap, size=size)
        if columns.height <= height:
            return columns
    return None


def _some(
    sessions: Sequence[SessionLine], words: tuple[Words, ...], *, height: float
) -> _Columns | None:
    """Return the first sessions in the closest setting, and how many were left out."""
    size, gap = _SETTINGS[-1]
    rows = [_row(session, size=size) for session in sessions]
    for kept in range(len(sessions) - 1, 0, -1):
        left_out = len(sessions) - kept
        note = in_each(words, partial(_left_out, count=left_out))
        last = _Row(day="", theme=_fit(note, size=size))
        columns = _divide([*rows[:kept], last], gap=gap, size=size)
        if columns.height <= height:
            return columns
    return None


def _left_out(words: Words, count: int) -> str:
    return words.ngettext("et une autre séance", "et {count} autres séances", count)


def printed_line(session: SessionLine) -> str:
    """Return what the page says of a session: nothing where it has no theme."""
    theme = _theme(session)
    return f"{_day(session)} {theme}" if theme else ""


def _day(session: SessionLine) -> str:
    return f"{session.day:%d.%m}"


def _theme(session: SessionLine) -> str:
    theme = " ".join(session.theme.split())
    if len(theme) > MAX_THEME_CHARACTERS:
        theme = f"{theme[: MAX_THEME_CHARACTERS - 1].rstrip()}…"
    return theme


def _row(session: SessionLine, *, size: float) -> _Row:
    return _Row(day=_day(session), theme=_fit(_theme(session), size=size))


def _fit(text: Written, *, size: float) -> FittedText:
    width = HALF - _day_width(size)
    return fit_plain(text, width=width, height=float("inf"), sizes=(size,))


def _day_width(size: float) -> float:
    return text_width("00.00", face=Face.REGULAR, size=size) + _AFTER_DAY


def _divide(rows: Sequence[_Row], *, gap: float, size: float) -> _Columns:
    """Fill the first column to half the height, a row more where it does not come out even."""
    half = _height(rows, gap=gap) / 2
    taken = 0
    while taken < len(rows) and _height(rows[:taken], gap=gap) < half:
        taken += 1
    return _Columns(rows=(rows[:taken], rows[taken:]), gap=gap, size=size)


def _height(rows: Sequence[_Row], *, gap: float) -> float:
    return sum(row.theme.height + gap for row in rows)
