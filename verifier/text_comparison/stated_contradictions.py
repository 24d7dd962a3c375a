"""Contradictions between a page's text and what was signed of how the module was followed.

A fact differs where the page states another value than was signed, in the line that issued pages
have for it, and states the signed one in no reading. A line that is not read gives nothing: the
page is compared as a picture too.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from attestation.name import fold
from attestation.particulars import Particulars
from attestation.verdict.verdicts import Contradiction
from verifier.text_comparison.tokens import Token
from verifier.translations.catalogue import LANGUAGES, Wording, wording

_Said = tuple[Contradiction, bool]
"""A fact that a page states, and whether as it was signed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Printed:
    """What documents in one language were ever printed with; folded."""

    labels: tuple[str, str, str, str, str, str]
    """Before the module's hours, the rule, language, mode, extent and regime."""
    reception: str
    not_stated: tuple[str, ...]
    followed: str
    """What stands between and after the numbers of sessions followed and held; a pattern."""


_PRINTED = {
    "fr": _Printed(
        labels=("module", "exige", "langue", "mode", "portee", "regime"),
        reception="bureaudaccueil",
        not_stated=("nonindiquee", "nonindique"),
        followed=r"des(\d+)seances",
    ),
    "nl": _Printed(
        labels=("module", "vereist", "taal", "vorm", "omvang", "regeling"),
        reception="onthaalbureau",
        not_stated=("nietvermeld",),
        followed=r"vande(\d+)sessies",
    ),
    "de": _Printed(
        labels=("modul", "verlangt", "sprache", "form", "umfang", "regelung"),
        reception="empfangsburo",
        not_stated=("nichtangegeben",),
        followed=r"von(\d+)kursterminen",
    ),
    "en": _Printed(
        labels=("module", "required", "language", "mode", "extent", "scheme"),
        reception="receptionoffice",
        not_stated=("notstated",),
        followed=r"ofthe(\d+)sessions",
    ),
}
_LONGEST = 60  # letters of a value
_TOKENS_OF_SESSIONS = 5
_MOST_LINES = 10


def stated_contradictions(
    readings: Sequence[Sequence[Token]], stated: Particulars
) -> Iterator[Contradiction]:
    """Yield each stated fact that the page has otherwise.

    Args:
        readings: the tokens of one page, in each order in which they can be read.
        stated: what was signed.
    """
    said = {
        (language, fact, is_signed)
        for language in LANGUAGES
        for tokens in readings
        for fact, is_signed in _on_page(tokens, stated, wording(language))
    }
    for language, fact, is_signed in sorted(said):
        if not is_signed and (language, fact, True) not in said:
            yield fact


def _on_page(tokens: Sequence[Token], stated: Particulars, words: Wording) -> Iterator[_Said]:
    printed = _PRINTED[words.language]
    yield from _sessions(tokens, stated, printed)
    text = "".join(token.text for token in tokens)
    for number, line in enumerate(_line_of(printed).finditer(text)):
        if number == _MOST_LINES:
            return
        module, required, language, mode, extent = line.groups()
        yield Contradiction.MODULE_TIME, _digits(module) == _hours_of_module(stated)
        yield Contradiction.REQUIRED, _digits(required) == _rule(stated)
        for fact, value, signed, names in (
            (Contradiction.LANGUAGE, language, stated.language, words.stated.languages),
            (Contradiction.MODE, mode, stated.mode, words.stated.modes),
            (Contradiction.EXTENT, extent, stated.extent, words.stated.extents),
        ):
            yield from _named(fact, value, signed, names, printed)
        yield from _after(text[line.end() :], _ends(tokens, line.end()), stated, printed)


def _sessions(tokens: Sequence[Token], stated: Particulars, printed: _Printed) -> Iterator[_Said]:
    """Read "12 of the 13 sessions", as the sentences that we ship say it."""
    if stated.sessions_followed is None:
        return
    signed = (stated.sessions_followed, stated.sessions_held)
    for start, token in enumerate(tokens):
        if token.text.isdecimal():
            after = tokens[start + 1 : start + 1 + _TOKENS_OF_SESSIONS]
            found = re.match(printed.followed, "".join(one.text for one in after))
            if found:
                yield Contradiction.SESSIONS, (int(token.text), int(found[1])) == signed


def _line_of(printed: _Printed) -> re.Pattern[str]:
    first, *others = printed.labels
    # Not over another beginning of the line: a title before it may say "module" too.
    values = rf"((?:(?!{first})\w){{1,{_LONGEST}}}?)" + "".join(
        rf"{label}(\w{{1,{_LONGEST}}}?)" for label in others[:-1]
    )
    return re.compile(f"{first}{values}{others[-1]}")


def _named(
    fact: Contradiction,
    value: str,
    signed: str | None,
    names: Mapping[Any, str],
    printed: _Printed,
) -> Iterator[_Said]:
    """Compare a value that is one of a few; what is none of them is left to the picture."""
    known = {fold(name): key for key, name in names.items()}
    if value in known:
        yield fact, known[value] == signed
    elif value in printed.not_stated:
        yield fact, signed is None


def _after(
    text: str, ends: Collection[int], stated: Particulars, printed: _Printed
) -> Iterator[_Said]:
    """Compare the regime's code, and the reference that may follow it."""
    yield Contradiction.REGIME, _begins(text, ends, stated.regime, printed)
    reference = re.match(rf"\w{{1,{_LONGEST}}}?{printed.reception}", text)
    if reference is not None:
        start = reference.end()
        yield (
            Contradiction.RECEPTION_REFERENCE,
            _begins(
                text[start:],
                {end - start for end in ends},
                stated.reception_reference,
                printed,
            ),
        )


def _begins(text: str, ends: Collection[int], signed: str | None, printed: _Printed) -> bool:
    if signed is None:
        return text.startswith(printed.not_stated)
    return text.startswith(fold(signed)) and len(fold(signed)) in ends


def _ends(tokens: Sequence[Token], start: int) -> frozenset[int]:
    """Return where words end, in letters after ``start``."""
    ends, end = set(), 0
    for index, token in enumerate(tokens):
        end += len(token.text)
        if not any(after.is_joined for after in tokens[index + 1 : index + 2]):
            ends.add(end - start)
    return frozenset(ends)


def _digits(value: str) -> list[int]:
    return [int(digits) for digits in re.findall(r"\d+", value)]


def _hours_of_module(stated: Particulars) -> list[int]:
    if stated.sessions_held is None or stated.module_time is None:
        return []
    return [stated.sessions_held, *_numbers_of(stated.module_time)]


def _rule(stated: Particulars) -> list[int]:
    if stated.required_percent is None:
        return []
    time = stated.required_time
    return [stated.required_percent, *(() if time is None else _numbers_of(time))]


def _numbers_of(time: timedelta) -> list[int]:
    """Return the numbers with which a duration is printed: 52 h, 3 h 05, 45 min."""
    return [part for part in divmod(time // timedelta(minutes=1), 60) if part]
