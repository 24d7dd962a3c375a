"""The page composed: facts and letterhead to marks on a sheet of A4.

Head, title, check panel and foot have fixed places, so that an officer always looks at the same
spot. What was attended flows between them, and spare room stays white above the closing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from issuer.document.check_panel import BOTTOM as PANEL_BOTTOM
from issuer.document.check_panel import TOP as PANEL_TOP
from issuer.document.check_panel import compose_check_panel
from issuer.document.facts import DocumentFacts, PartOfModule
from issuer.document.header import compose_header
from issuer.document.programme import compose_programme
from issuer.document.sheet import Box, Element, Fill, Role, Sheet, labelled, paragraph
from issuer.document.text_fit import FittedText, Piece, fit_text
from issuer.document.typesetting import (
    GREY,
    GUTTER,
    HAIRLINE,
    HALF,
    INK,
    LEFT,
    QUARTER,
    WIDTH,
    fit_plain,
    label,
    rule,
    set_line,
    set_lines,
)
from issuer.document.wording import (
    HOURS_STATEMENT,
    NO_BREAK,
    SEALED,
    TITLE,
    birth_phrase,
    date_phrase,
    duration_phrase,
    issue_day,
)
from issuer.settings.organisation import Letterhead, Organisation
from pdf.colour import Colour
from pdf.fonts import Face

_TITLE_BASELINE = 166.0
_HOLDER_TOP = 205.0
_STRIP_HEIGHT = 44.0
_FOOT_TOP = PANEL_BOTTOM + 11

_SENTENCE_SIZES = (11.0, 10.0, 9.0, 8.0, 7.5)
_NAME_SIZES = (29.0, 27.0, 25.0, 23.0, 21.0, 19.0, 17.0, 15.0, 13.0, 11.0, 10.0, 9.0, 8.0, 7.5)
_MODULE_SIZES = (17.0, 16.0, 15.0, 14.0, 13.0, 12.0, 11.0, 10.0, 9.0, 8.0, 7.5)
_SMALL_SIZES = (8.5, 8.25, 8.0, 7.75, 7.5)
_VALUE_SIZES = (11.5, 11.0, 10.5, 10.0, 9.5, 9.0, 8.5, 8.0, 7.5)


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
    closing, closing_top = _closing(issue_day(facts.attestation.issued_at), organisation)
    for room in (_ROOMY, _TIGHT):
        body, body_bottom = _body(facts, organisation, room=room)
        programme, complete = compose_programme(
            facts.sessions, top=body_bottom + 20, bottom=closing_top - 14
        )
        if complete:
            break
    content = (
        *compose_header(letterhead),
        *_title(facts, accent=accent),
        *body,
        *programme,
        *closing,
        *compose_check_panel(facts, accent=accent),
        *_foot(organisation),
    )
    return Sheet(content=content)


def _title(facts: DocumentFacts, *, accent: Colour) -> list[Element | Fill]:
    bar = Box(left=LEFT, top=_TITLE_BASELINE - 40, width=34, height=2.4)
    title = set_line(TITLE, left=LEFT, baseline=_TITLE_BASELINE, sizes=(33,), face=Face.LIGHT)
    number = set_line(
        f"N° {facts.attestation.number}",
        left=LEFT,
        baseline=_TITLE_BASELINE + 20,
        sizes=(11.5,),
        face=Face.SEMIBOLD,
        colour=accent,
    )
    return [
        Fill(box=bar, colour=accent),
        paragraph([title], role=Role.TITLE),
        paragraph([number]),
    ]


def _body(
    facts: DocumentFacts, organisation: Organisation, *, room: _Room
) -> tuple[list[Element | Fill], float]:
    """Set who attended what and when; return where that ends."""
    attestation = facts.attestation
    holder = attestation.holder
    certifies = _sentence(f"{organisation.name} {organisation.certifies}", facts)
    given = [Piece(f"{holder.given_name} ", Face.LIGHT)] if holder.given_name else []
    name = fit_text(
        [*given, Piece(holder.family_name, Face.SEMIBOLD)],
        width=WIDTH,
        height=room.name,
        sizes=_NAME_SIZES,
        one_line_from=19.0,
    )
    birth = fit_plain(birth_phrase(holder.birth_date), width=WIDTH, height=16, sizes=(12.0,))
    statement = _statement(organisation, facts)
    module = fit_plain(
        attestation.module_title,
        width=WIDTH,
        height=room.module_title,
        sizes=_MODULE_SIZES,
        face=Face.SEMIBOLD,
    )
    code = fit_plain(
        f"Module {attestation.module_code}", width=WIDTH, height=15, sizes=(10.0, 9.0, 8.0, 7.5)
    )
    content: list[Element | Fill] = []
    top = _HOLDER_TOP
    for fitted, colour, gap in (
        (certifies, GREY, 5.0),
        (name, INK, 1.0),
        (birth, INK, 15.0),
        (statement, GREY, 3.0),
        (module, INK, 1.0),
        (code, GREY, 13.0),
    ):
        content.append(paragraph(set_lines(fitted, left=LEFT, top=top, colour=colour)))
        top += fitted.height + gap
    return [*content, *_strip(facts, top=top)], top + _STRIP_HEIGHT


def _statement(organisation: Organisation, facts: DocumentFacts) -> FittedText:
    """Return what was followed: the sentence about the whole only of who followed the whole."""
    match facts.part:
        case None:
            return _sentence(organisation.statement, facts)
        case PartOfModule(followed=int(), required_percent=int()):
            return _sentence(organisation.partial_statement, facts)
        case _:
            return _sentence(HOURS_STATEMENT, facts)


def _sentence(template: str, facts: DocumentFacts) -> FittedText:
    text = template
    for name, value in _fillings(facts).items():
        text = text.replace(f"{{{name}}}", value)
    return fit_plain(text, width=WIDTH, height=27.5, sizes=_SENTENCE_SIZES)


def _fillings(facts: DocumentFacts) -> dict[str, str]:
    attended = duration_phrase(facts.attestation.attended)
    if facts.part is None:
        return {"hours": attended, "sessions": str(len(facts.sessions))}
    return {
        "hours": attended,
        "sessions": str(facts.part.sessions),
        "followed": str(facts.part.followed),
        "held_hours": duration_phrase(facts.part.held),
        "percent": f"{facts.part.required_percent}{NO_BREAK}%",
    }


def _strip(facts: DocumentFacts, *, top: float) -> Sequence[Element | Fill]:
    """Set the dates, sessions and hours side by side between hairlines."""
    attestation = facts.attestation
    followed, attended = str(len(facts.sessions)), duration_phrase(attestation.attended)
    if part := facts.part:
        attended += f" sur {duration_phrase(part.held)}"
        followed = str(part.sessions)
        followed = followed if part.followed is None else f"{part.followed} sur {followed}"
    return _columns(
        ("Du", date_phrase(attestation.first_day)),
        ("Au", date_phrase(attestation.last_day)),
        ("Séances", followed),
        ("Présence", attended.replace(NO_BREAK, " ")),
        top=top,
    )


@lru_cache(maxsize=64)  # people attend the same days, and much the same hours
def _columns(*columns: tuple[str, str], top: float) -> Sequence[Element | Fill]:
    items = []
    for column, (heading, value) in enumerate(columns):
        left = LEFT + column * (QUARTER + GUTTER)
        shown = set_line(value, left=left, baseline=top + 32, width=QUARTER, sizes=_VALUE_SIZES)
        items.append(labelled([label(heading, left=left, baseline=top + 16)], [shown]))
    return (
        rule(top),
        Element(role=Role.LIST, elements=tuple(items)),
        rule(top + _STRIP_HEIGHT - HAIRLINE),
    )


@lru_cache(maxsize=8)  # of a batch's pages, one
def _closing(day: date, organisation: Organisation) -> tuple[Sequence[Element], float]:
    """Set legal mention, place, date and coordinator just above the panel; say where they begin."""
    legal = fit_plain(organisation.legal_mention, width=WIDTH, height=50, sizes=_SMALL_SIZES)
    place = fit_plain(
        f"Fait à {organisation.place}, le {date_phrase(day)}",
        width=HALF,
        height=24,
        sizes=(10.5, 10.0, 9.0, 8.0, 7.5),
    )
    coordinator = organisation.coordinator
    person = fit_plain(
        coordinator.name,
        width=HALF,
        height=24,
        sizes=(10.5, 10.0, 9.0, 8.0, 7.5),
        face=Face.SEMIBOLD,
    )
    role = fit_plain(coordinator.role, width=HALF, height=20, sizes=(9.0, 8.0, 7.5))
    sealed = fit_plain(SEALED, width=HALF, height=34, sizes=_SMALL_SIZES)
    signed_height = place.height + 5 + person.height + role.height
    top = PANEL_TOP - 24 - signed_height - 12 - legal.height
    below = top + legal.height + 12
    person_top = below + place.height + 5
    role_top = person_top + person.height
    blocks = (
        set_lines(legal, left=LEFT, top=top, colour=GREY),
        set_lines(place, left=LEFT, top=below, colour=INK),
        set_lines(person, left=LEFT, top=person_top, colour=INK),
        set_lines(role, left=LEFT, top=role_top, colour=GREY),
        # Level with the place, not with the role: the largest QR symbol reaches up to below it.
        set_lines(sealed, left=LEFT + HALF + GUTTER, top=below, colour=GREY),
    )
    return tuple(paragraph(block) for block in blocks), top


@lru_cache(maxsize=8)  # of a batch's pages, one
def _foot(organisation: Organisation) -> Sequence[Element | Fill]:
    """Set the names of the funders."""
    if not organisation.funders:
        return ()
    text = f"Avec le soutien de {' · '.join(organisation.funders)}"
    fitted = fit_plain(text, width=WIDTH, height=34, sizes=_SMALL_SIZES)
    set_in_grey = set_lines(fitted, left=LEFT, top=_FOOT_TOP + 6, colour=GREY)
    return (rule(_FOOT_TOP), paragraph(set_in_grey))
