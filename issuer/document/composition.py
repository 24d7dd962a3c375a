"""The page composed: facts and letterhead to marks on a sheet of A4.

Head, title, check panel and foot have fixed places, so that an officer always looks at the same
spot. What was attended flows between them, and spare room stays white above the closing.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache, partial

from issuer.document.check_panel import BOTTOM as PANEL_BOTTOM
from issuer.document.check_panel import TOP as PANEL_TOP
from issuer.document.check_panel import compose_check_panel
from issuer.document.facts import DocumentFacts, PartOfModule
from issuer.document.header import compose_header
from issuer.document.organisation_texts import OrganisationTexts, texts_in
from issuer.document.programme import compose_programme
from issuer.document.sheet import Box, Element, Fill, Role, Sheet, paragraph
from issuer.document.strip import compose_strip
from issuer.document.text_fit import FittedText, Piece, fit_text
from issuer.document.translations.catalogue import Words
from issuer.document.typesetting import (
    GREY,
    GUTTER,
    HALF,
    INK,
    LEFT,
    WIDTH,
    fit_plain,
    rule,
    set_line,
    set_lines,
)
from issuer.document.wording import (
    birth_phrase,
    hours_statement,
    in_each,
    issue_day,
    numbered,
    sealed,
    title,
    words_of,
)
from issuer.settings.organisation import Letterhead, Organisation
from pdf.colour import Colour
from pdf.fonts import Face

_TITLE_BASELINE = 166.0
_HOLDER_TOP = 205.0
_FOOT_TOP = PANEL_BOTTOM + 11

_SENTENCE_SIZES = (11.0, 10.0, 9.0, 8.0, 7.5)
_NAME_SIZES = (29.0, 27.0, 25.0, 23.0, 21.0, 19.0, 17.0, 15.0, 13.0, 11.0, 10.0, 9.0, 8.0, 7.5)
_MODULE_SIZES = (17.0, 16.0, 15.0, 14.0, 13.0, 12.0, 11.0, 10.0, 9.0, 8.0, 7.5)
_SMALL_SIZES = (8.5, 8.25, 8.0, 7.75, 7.5)
_TITLE_SIZES = tuple(33.0 - step for step in range(18))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Room:
    """How tall the two texts may grow that come from people and not from us."""

    name: float
    module_title: float


_ROOMY = _Room(name=70.0, module_title=48.0)
# With these, and each text of the organisation at its tallest, body and closing still stay apart:
# test_widest_texts_stay_apart.
_TIGHT = _Room(name=46.0, module_title=29.0)


def compose_sheet(facts: DocumentFacts, letterhead: Letterhead) -> Sheet:
    """Compose the page, in reading order.

    Raises:
        DocumentError: a text does not fit its place even at the smallest size.
    """
    organisation = letterhead.organisation
    accent = Colour.parse(organisation.accent_colour)
    words = words_of(facts.language)
    closing, closing_top = _closing(issue_day(facts.attestation.issued_at), organisation, words)
    for room in (_ROOMY, _TIGHT):
        body, body_bottom = _body(facts, organisation, words, room=room)
        programme, complete = compose_programme(
            facts.sessions, words, top=body_bottom + 20, bottom=closing_top - 14
        )
        if complete:
            break
    content = (
        *compose_header(letterhead, words[0]),
        *_title(facts, words, accent=accent),
        *body,
        *programme,
        *closing,
        *compose_check_panel(facts, words, accent=accent),
        *_foot(organisation, words),
    )
    return Sheet(content=content)


def _title(
    facts: DocumentFacts, words: tuple[Words, ...], *, accent: Colour
) -> list[Element | Fill]:
    bar = Box(left=LEFT, top=_TITLE_BASELINE - 40, width=34, height=2.4)
    heading = set_line(
        in_each(words, title, face=Face.LIGHT),
        left=LEFT,
        baseline=_TITLE_BASELINE,
        sizes=_TITLE_SIZES,
    )
    number = set_line(
        numbered(words[0], facts.attestation.number),
        left=LEFT,
        baseline=_TITLE_BASELINE + 20,
        sizes=(11.5,),
        face=Face.SEMIBOLD,
        colour=accent,
    )
    return [
        Fill(box=bar, colour=accent),
        paragraph(heading, role=Role.TITLE),
        paragraph(number),
    ]


def _body(
    facts: DocumentFacts, organisation: Organisation, words: tuple[Words, ...], *, room: _Room
) -> tuple[list[Element | Fill], float]:
    """Set who attended what and when; return where that ends."""
    attestation = facts.attestation
    holder = attestation.holder
    given = [Piece(f"{holder.given_name} ", Face.LIGHT)] if holder.given_name else []
    name = fit_text(
        [*given, Piece(holder.family_name, Face.SEMIBOLD)],
        width=WIDTH,
        height=room.name,
        sizes=_NAME_SIZES,
        one_line_from=19.0,
    )
    birth = fit_plain(
        in_each(words, partial(birth_phrase, birth_date=holder.birth_date)),
        width=WIDTH,
        height=16,
        sizes=(12.0, 11.5, 11.0),
    )
    module = fit_plain(
        attestation.module_title,
        width=WIDTH,
        height=room.module_title,
        sizes=_MODULE_SIZES,
        face=Face.SEMIBOLD,
    )
    code = fit_plain(
        in_each(words, lambda one: one.gettext("Module {code}", code=attestation.module_code)),
        width=WIDTH,
        height=15,
        sizes=(10.0, 9.0, 8.0, 7.5),
    )
    content: list[Element | Fill] = []
    top = _HOLDER_TOP
    for fitted, colour, gap in (
        ([_certifies(organisation, words, facts)], GREY, 5.0),
        ([name], INK, 1.0),
        ([birth], INK, 15.0),
        (_statement(organisation, words, facts), GREY, 3.0),
        ([module], INK, 1.0),
        ([code], GREY, 13.0),
    ):
        content += _paragraphs(fitted, left=LEFT, top=top, colour=colour)
        top += _height(fitted) + gap
    strip, bottom = compose_strip(facts, words, top=top)
    return [*content, *strip], bottom


def _certifies(
    organisation: Organisation, words: tuple[Words, ...], facts: DocumentFacts
) -> FittedText:
    """Return what the organisation does, named once."""
    first, *others = in_each(
        words, lambda one: _filled(texts_in(organisation, one).certifies, one, facts)
    )
    named = replace(first, text=f"{organisation.name} {first.text}")
    return fit_plain((named, *others), width=WIDTH, height=27.5, sizes=_SENTENCE_SIZES)


def _statement(
    organisation: Organisation, words: tuple[Words, ...], facts: DocumentFacts
) -> list[FittedText]:
    return _stacked(
        words,
        lambda one: _filled(_followed(texts_in(organisation, one), one, facts), one, facts),
        width=WIDTH,
        height=27.5,
        sizes=_SENTENCE_SIZES,
    )


def _followed(texts: OrganisationTexts, words: Words, facts: DocumentFacts) -> str:
    """Return what was followed: the sentence about the whole only of who followed the whole."""
    match facts.part:
        case None:
            return texts.statement
        case PartOfModule(followed=int(), required_percent=int()):
            return texts.partial_statement
        case _:
            return hours_statement(words)


def _filled(template: str, words: Words, facts: DocumentFacts) -> str:
    for name, value in _fillings(words, facts).items():
        template = template.replace(f"{{{name}}}", value)
    return template


def _fillings(words: Words, facts: DocumentFacts) -> dict[str, str]:
    attended = words.duration(facts.attestation.attended)
    if facts.part is None:
        return {"hours": attended, "sessions": str(len(facts.sessions))}
    return {
        "hours": attended,
        "sessions": str(facts.part.sessions),
        "followed": str(facts.part.followed),
        "held_hours": words.duration(facts.part.held),
        "percent": words.percent(facts.part.required_percent or 0),
    }


@lru_cache(maxsize=8)  # of a batch's pages, one
def _closing(
    day: date, organisation: Organisation, words: tuple[Words, ...]
) -> tuple[Sequence[Element], float]:
    """Set legal mention, place, date and coordinator just above the panel; say where they begin."""
    texts = {one: texts_in(organisation, one) for one in words}
    legal = _stacked(
        words, lambda one: texts[one].legal_mention, width=WIDTH, height=50, sizes=_SMALL_SIZES
    )
    place = _stacked(
        words,
        lambda one: one.gettext(
            "Fait à {place}, le {day}", place=texts[one].place, day=one.day(day)
        ),
        width=HALF,
        height=24,
        sizes=(10.5, 10.0, 9.0, 8.0, 7.5),
    )
    person = fit_plain(
        organisation.coordinator.name,
        width=HALF,
        height=24,
        sizes=(10.5, 10.0, 9.0, 8.0, 7.5),
        face=Face.SEMIBOLD,
    )
    role = fit_plain(
        in_each(words, lambda one: texts[one].coordinator_role),
        width=HALF,
        height=20,
        sizes=(9.0, 8.0, 7.5),
    )
    seal = _stacked(words, sealed, width=HALF, height=34, sizes=_SMALL_SIZES)
    signed_height = _height(place) + 5 + person.height + role.height
    top = PANEL_TOP - 24 - signed_height - 12 - _height(legal)
    below = top + _height(legal) + 12
    person_top = below + _height(place) + 5
    blocks = (
        *_paragraphs(legal, left=LEFT, top=top, colour=GREY),
        *_paragraphs(place, left=LEFT, top=below, colour=INK),
        *_paragraphs([person], left=LEFT, top=person_top, colour=INK),
        *_paragraphs([role], left=LEFT, top=person_top + person.height, colour=GREY),
        # Level with the place, not with the role: the largest QR symbol reaches up to below it.
        *_paragraphs(seal, left=LEFT + HALF + GUTTER, top=below, colour=GREY),
    )
    return blocks, top


@lru_cache(maxsize=8)  # of a batch's pages, one
def _foot(organisation: Organisation, words: tuple[Words, ...]) -> Sequence[Element | Fill]:
    """Set the names of the funders."""
    if not organisation.funders:
        return ()
    fitted = fit_plain(
        in_each(words, partial(_funded, organisation=organisation)),
        width=WIDTH,
        height=34,
        sizes=_SMALL_SIZES,
    )
    return (
        rule(_FOOT_TOP),
        *_paragraphs([fitted], left=LEFT, top=_FOOT_TOP + 6, colour=GREY),
    )


def _funded(words: Words, organisation: Organisation) -> str:
    funders = " · ".join(texts_in(organisation, words).funders)
    return words.gettext("Avec le soutien de {funders}", funders=funders)


def _stacked(
    words: tuple[Words, ...],
    say: Callable[[Words], str],
    *,
    width: float,
    height: float,
    sizes: tuple[float, ...],
) -> list[FittedText]:
    """Fit a text of each language, one below the other."""
    return [
        fit_plain((piece,), width=width, height=height, sizes=sizes)
        for piece in in_each(words, say, between="")
    ]


def _height(blocks: Sequence[FittedText]) -> float:
    return sum(block.height for block in blocks)


def _paragraphs(
    blocks: Sequence[FittedText], *, left: float, top: float, colour: Colour
) -> list[Element]:
    elements = []
    for block in blocks:
        elements.append(paragraph(set_lines(block, left=left, top=top, colour=colour)))
        top += block.height
    return elements
