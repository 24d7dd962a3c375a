"""What ends the page: legal mention, place, day and coordinator; and the foot with the funders."""

from collections.abc import Sequence
from datetime import date
from functools import lru_cache, partial

from issuer.document.blocks import height_of, paragraphs, stacked
from issuer.document.check_panel import BOTTOM as PANEL_BOTTOM
from issuer.document.check_panel import HIGHEST_SYMBOL
from issuer.document.check_panel import TOP as PANEL_TOP
from issuer.document.organisation_texts import texts_in
from issuer.document.room import SMALL_SIZES, Room
from issuer.document.sheet import Element, Fill
from issuer.document.translations.catalogue import Words
from issuer.document.typesetting import GREY, GUTTER, HALF, INK, LEFT, WIDTH, fit_plain, rule
from issuer.document.wording import in_each, sealed
from issuer.settings.organisation import Organisation
from pdf.fonts import Face

_FOOT_TOP = PANEL_BOTTOM + 11


@lru_cache(maxsize=8)  # of a batch's pages, one
def compose_closing(
    day: date, organisation: Organisation, words: tuple[Words, ...], *, room: Room
) -> tuple[Sequence[Element], float]:
    """Set legal mention, place, date and coordinator just above the panel; say where they begin."""
    texts = {one: texts_in(organisation, one) for one in words}
    legal = stacked(
        words,
        lambda one: texts[one].legal_mention,
        width=WIDTH,
        height=50,
        sizes=room.small_sizes,
    )
    place = stacked(
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
    seal = stacked(words, sealed, width=HALF, height=34, sizes=room.small_sizes)
    signed_height = height_of(place) + 5 + person.height + role.height
    below = PANEL_TOP - room.above_panel - signed_height
    top = below - room.after_legal - height_of(legal)
    person_top = below + height_of(place) + 5
    # Level with the place, or higher: the largest QR symbol reaches up beside the role.
    seal_top = min(below, HIGHEST_SYMBOL - height_of(seal))
    blocks = (
        *paragraphs(legal, left=LEFT, top=top, colour=GREY),
        *paragraphs(place, left=LEFT, top=below, colour=INK),
        *paragraphs([person], left=LEFT, top=person_top, colour=INK),
        *paragraphs([role], left=LEFT, top=person_top + person.height, colour=GREY),
        *paragraphs(seal, left=LEFT + HALF + GUTTER, top=seal_top, colour=GREY),
    )
    return blocks, top


@lru_cache(maxsize=8)  # of a batch's pages, one
def compose_foot(organisation: Organisation, words: tuple[Words, ...]) -> Sequence[Element | Fill]:
    """Set the names of the funders."""
    if not organisation.funders:
        return ()
    fitted = stacked(
        words,
        partial(_funded, organisation=organisation),
        width=WIDTH,
        height=34 / len(words),
        sizes=SMALL_SIZES,
    )
    return (
        rule(_FOOT_TOP),
        *paragraphs(fitted, left=LEFT, top=_FOOT_TOP + 6, colour=GREY),
    )


def _funded(words: Words, organisation: Organisation) -> str:
    funders = " · ".join(texts_in(organisation, words).funders)
    return words.gettext("Avec le soutien de {funders}", funders=funders)
