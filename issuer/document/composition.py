"""The page composed: facts and letterhead to marks on a sheet of A4.

Head, title, check panel and foot have fixed places, so that an officer always looks at the same
spot. What was attended flows between them, and spare room stays white above the closing.
"""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from operator import itemgetter

from attestation.errors import DocumentError
from issuer.document.blocks import height_of, paragraphs, stacked
from issuer.document.check_panel import compose_check_panel
from issuer.document.closing import compose_closing, compose_foot
from issuer.document.facts import DocumentFacts, PartOfModule
from issuer.document.header import compose_header
from issuer.document.organisation_texts import OrganisationTexts, texts_in
from issuer.document.programme import compose_programme
from issuer.document.room import ROOMS, Room
from issuer.document.sheet import Box, Element, Fill, Role, Sheet, paragraph
from issuer.document.stated_facts import compose_stated_facts
from issuer.document.strip import compose_strip
from issuer.document.text_fit import FittedText, Piece, fit_text
from issuer.document.translations.catalogue import Words
from issuer.document.typesetting import (
    GREY,
    INK,
    LEFT,
    WIDTH,
    fit_plain,
    set_line,
)
from issuer.document.wording import (
    birth_phrase,
    hours_statement,
    in_each,
    issue_day,
    numbered,
    title,
    words_of,
)
from issuer.settings.organisation import Letterhead, Organisation
from issuer.words.sentence import sentence
from pdf.colour import Colour
from pdf.fonts import Face

_TITLE_BASELINE = 166.0

_SENTENCE_SIZES = (11.0, 10.0, 9.0, 8.0, 7.5)
_NAME_SIZES = (29.0, 27.0, 25.0, 23.0, 21.0, 19.0, 17.0, 15.0, 13.0, 11.0, 10.0, 9.0, 8.0, 7.5)
_MODULE_SIZES = (17.0, 16.0, 15.0, 14.0, 13.0, 12.0, 11.0, 10.0, 9.0, 8.0, 7.5)
_TITLE_SIZES = tuple(33.0 - step for step in range(18))


def compose_sheet(facts: DocumentFacts, letterhead: Letterhead) -> Sheet:
    """Compose the page, in reading order.

    Raises:
        DocumentError: a text does not fit its place even at the smallest size.
    """
    organisation = letterhead.organisation
    accent = Colour.parse(organisation.accent_colour)
    words = words_of(facts.language)
    between, left_out = _between_title_and_panel(facts, organisation, words)
    content = (
        *compose_header(letterhead, words[0]),
        *_title(facts, words, accent=accent),
        *between,
        *compose_check_panel(facts, words, accent=accent),
        *compose_foot(organisation, words),
    )
    return Sheet(content=content, left_out=left_out)


def _between_title_and_panel(
    facts: DocumentFacts, organisation: Organisation, words: tuple[Words, ...]
) -> tuple[Sequence[Element | Fill], int]:
    """Set it all in the first way that leaves no session out, or in that with the fewest."""
    day = issue_day(facts.attestation.issued_at)
    tried = []
    for by_theme in (False, True):
        for room in ROOMS:
            body, body_bottom = _body(facts, organisation, words, room=room)
            closing, closing_top = compose_closing(day, organisation, words, room=room)
            above, below = room.around_programme
            # The closest has room for all that may be said: test_widest_texts_stay_apart.
            if body_bottom + below > closing_top and room is not ROOMS[-1]:
                continue
            if body_bottom > closing_top:
                raise DocumentError(sentence("les textes de la page n’ont pas assez de place"))
            programme, left_out = compose_programme(
                facts.sessions,
                words,
                top=body_bottom + above,
                bottom=closing_top - below,
                by_theme=by_theme,
            )
            content = (*body, *programme, *closing)
            if not left_out:
                return content, 0
            tried.append((content, left_out))
    return min(tried, key=itemgetter(1))


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
    facts: DocumentFacts, organisation: Organisation, words: tuple[Words, ...], *, room: Room
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
    top = room.holder_top
    blocks = (
        ([_certifies(organisation, words, facts)], GREY),
        ([name], INK),
        ([birth], INK),
        (_statement(organisation, words, facts), GREY),
        ([module], INK),
        ([code], GREY),
    )
    for (fitted, colour), gap in zip(blocks, room.after, strict=True):
        content += paragraphs(fitted, left=LEFT, top=top, colour=colour)
        top += height_of(fitted) + gap
    strip, bottom = compose_strip(facts, words, top=top)
    stated, bottom = compose_stated_facts(
        attestation.particulars, facts.regime_sentence, words, top=bottom
    )
    return [*content, *strip, *stated], bottom


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
    return stacked(
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
