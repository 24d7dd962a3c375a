"""The programme: the list of sessions and themes, or of themes alone, in two columns."""

from collections import Counter
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
class _Entry:
    label: str
    """The day; or how many sessions."""
    theme: str
    sessions: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    label: str
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
    sessions: tuple[SessionLine, ...],
    words: tuple[Words, ...],
    *,
    top: float,
    bottom: float,
    by_theme: bool = False,
) -> tuple[Sequence[Element], int]:
    """Set each session's day and theme, as large as the place allows.

    A list that fits at no size ends with how many sessions it leaves out. Themes are not certified,
    so they must never stop an attestation.

    Args:
        sessions: those with a theme are listed.
        words: of the document's languages.
        top: where the heading begins.
        bottom: where the list must have ended.
        by_theme: list each theme once, with the number of its sessions for their days.

    Returns:
        The list, and how many sessions it leaves out.
    """
    listed = [session for session in sessions if session.theme.strip()]
    entries = _by_theme(listed) if by_theme else _by_day(listed)
    height = bottom - top - _HEADING_HEIGHT
    columns = _all(entries, height=height)
    left_out = 0
    if columns is None:
        columns, left_out = _some(entries, words, height=height)
    if columns is None or not listed:
        return (), left_out
    items: list[Element] = []
    for left, rows in zip((LEFT, LEFT + HALF + GUTTER), columns.rows, strict=True):
        row_top = top + _HEADING_HEIGHT
        for row in rows:
            day = fit_plain(row.label, width=HALF, height=height, sizes=(columns.size,))
            theme_left = left + _day_width(columns.size)
            theme = set_lines(row.theme, left=theme_left, top=row_top, colour=INK)
            items.append(labelled(set_lines(day, left=left, top=row_top, colour=GREY), theme))
            row_top += row.theme.height + columns.gap
    title = in_each(words, lambda one: one.gettext("Thèmes des séances"), face=Face.SEMIBOLD)
    heading = paragraph(label(title, left=LEFT, baseline=top + 7), role=Role.HEADING)
    return (heading, Element(role=Role.LIST, elements=tuple(items))), left_out


def _by_day(sessions: Sequence[SessionLine]) -> list[_Entry]:
    return [_Entry(label=_day(one), theme=_theme(one), sessions=1) for one in sessions]


def _by_theme(sessions: Sequence[SessionLine]) -> list[_Entry]:
    """Return each theme once, in the order of their first sessions."""
    counted = Counter(_theme(one) for one in sessions)
    return [
        _Entry(label=f"{count}\u00a0×", theme=theme, sessions=count)
        for theme, count in counted.items()
    ]


def _all(entries: Sequence[_Entry], *, height: float) -> _Columns | None:
    """Return the airiest setting of every entry that fits, if one does."""
    for size, gap in _SETTINGS:
        rows = [_row(one, size=size) for one in entries]
        columns = _divide(rows, gap=gap, size=size)
        if columns.height <= height:
            return columns
    return None


def _some(
    entries: Sequence[_Entry], words: tuple[Words, ...], *, height: float
) -> tuple[_Columns | None, int]:
    """Return the first entries in the closest setting, and how many sessions were left out."""
    size, gap = _SETTINGS[-1]
    rows = [_row(one, size=size) for one in entries]
    for kept in range(len(entries) - 1, 0, -1):
        left_out = sum(one.sessions for one in entries[kept:])
        note = in_each(words, partial(_left_out, count=left_out))
        last = _Row(label="", theme=_fit(note, size=size))
        columns = _divide([*rows[:kept], last], gap=gap, size=size)
        if columns.height <= height:
            return columns, left_out
    return None, sum(one.sessions for one in entries)


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


def _row(entry: _Entry, *, size: float) -> _Row:
    return _Row(label=entry.label, theme=_fit(entry.theme, size=size))


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
