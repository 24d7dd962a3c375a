"""The signature stripped, and the page changed: each attack a claim."""

from collections.abc import Callable

import pytest
from reportlab.lib.colors import Color, white
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from attestation.formats.qr_text import encode_qr_text
from attestation.verdict.verdicts import (
    Altered,
    Contradiction,
    LookedAt,
)
from issuer.document.facts import DocumentFacts
from issuer.document.page import render_page
from issuer.settings.organisation import Letterhead
from tests.support.documents import ORGANISATION, make_sessions
from tests.support.forgeries import (
    Spot,
    annotated,
    draw_over,
    in_form,
    in_hidden_layer,
    invisible,
    joined,
    name_spot,
    over_name,
    page_of,
    picture_of,
    spot_of,
    together,
    visible,
)
from tests.support.issuers import ADDRESS
from tests.support.world import Issued, World

HOLDER, BIRTH_DATE = Contradiction.HOLDER, Contradiction.BIRTH_DATE
NUMBER = Contradiction.NUMBER
Forge = Callable[[World, list[Issued]], bytes]


def _drawn_for(people: list[Issued], *, text_of: int, credential_of: int) -> bytes:
    """A's credential on a page that the issuer's own program drew for B."""
    shown, sealed = people[text_of], people[credential_of]
    facts = DocumentFacts(
        attestation=shown.attestation,
        sessions=make_sessions(3),
        credential=sealed.credential,
        qr_text=encode_qr_text(sealed.credential, address=ADDRESS),
    )
    return render_page(facts, Letterhead(organisation=ORGANISATION))


def _line_over(one: Issued, shown: tuple[str, ...], instead: str, *, size: float) -> bytes:
    spot = spot_of(one.pdf, *shown)
    return draw_over(
        one.pdf,
        together(spot.cover, visible(instead, left=spot.left, bottom=spot.bottom, size=size)),
    )


def _name_beside(_: World, people: list[Issued]) -> bytes:
    spot = name_spot(people[0])
    return draw_over(
        people[0].pdf, visible("DUPONT", left=spot.right + 8, bottom=spot.bottom + 6, size=28)
    )


def _name_lengthened(_: World, people: list[Issued]) -> bytes:
    spot = name_spot(people[0])
    return draw_over(
        people[0].pdf, visible("-DUPONT", left=spot.right + 1, bottom=spot.bottom + 6, size=28)
    )


def _name_over_name(_: World, people: list[Issued]) -> bytes:
    spot = name_spot(people[0])
    return draw_over(
        people[0].pdf,
        visible("Jean DUPONT-LEROY", left=spot.left, bottom=spot.bottom + 6, size=28),
    )


def _real_name_at_the_foot(_: World, people: list[Issued]) -> bytes:
    tiny = visible("Sükriye Agaoglu", left=60, bottom=8, size=4)
    return draw_over(people[0].pdf, together(over_name(people[0], "Jean DUPONT"), tiny))


def _real_name_tiny_in_place(_: World, people: list[Issued]) -> bytes:
    spot = name_spot(people[0])
    tiny = visible("Sükriye Agaoglu", left=spot.left, bottom=spot.bottom - 3, size=3)
    return draw_over(people[0].pdf, together(over_name(people[0], "Jean DUPONT"), tiny))


def _real_name_in_white(_: World, people: list[Issued]) -> bytes:
    spot = name_spot(people[0])
    white_name = visible(
        "Sükriye Agaoglu", left=spot.left + 250, bottom=spot.bottom, size=28, colour=white
    )
    return draw_over(people[0].pdf, together(over_name(people[0], "Jean DUPONT"), white_name))


def _real_name_see_through(_: World, people: list[Issued]) -> bytes:
    spot = name_spot(people[0])
    nothing = Color(0, 0, 0, alpha=0.01)
    unseen = visible(
        "Sükriye Agaoglu", left=spot.left + 250, bottom=spot.bottom, size=28, colour=nothing
    )
    return draw_over(people[0].pdf, together(over_name(people[0], "Jean DUPONT"), unseen))


def _real_name_invisible(_: World, people: list[Issued]) -> bytes:
    spot = name_spot(people[0])
    unseen = invisible("Sükriye Agaoglu", left=spot.left, bottom=spot.bottom, size=28)
    return draw_over(people[0].pdf, together(over_name(people[0], "Jean DUPONT"), unseen))


def _real_name_in_hidden_layer(_: World, people: list[Issued]) -> bytes:
    spot = name_spot(people[0])
    covered = draw_over(people[0].pdf, over_name(people[0], "Jean DUPONT"))
    return in_hidden_layer(
        covered, visible("Sükriye Agaoglu", left=spot.left + 250, bottom=spot.bottom, size=28)
    )


def _picture_of_a_name(_: World, people: list[Issued]) -> bytes:
    """The new name is no text at all; the old one is under it."""
    spot = name_spot(people[0])
    name = picture_of(page_of(visible("Jean DUPONT", left=20, bottom=800, size=28)))
    picture = ImageReader(name.crop((30, 20, 600, 90)))

    def paste(canvas: Canvas) -> None:
        canvas.drawImage(picture, spot.left, spot.bottom, 270, 33)

    return draw_over(people[0].pdf, paste)


def _genuine_sheet_behind(_: World, people: list[Issued]) -> bytes:
    """B's page with its QR taken out in front, A's whole page behind it."""
    front = draw_over(
        people[1].pdf, lambda canvas: Spot(left=380, bottom=60, right=560, top=225).cover(canvas)
    )
    return joined(front, people[0].pdf)


PAGE_CHANGES: dict[str, tuple[Forge, set[Contradiction]]] = {
    "name covered, another written": (
        lambda _, people: draw_over(people[0].pdf, over_name(people[0], "Jean DUPONT")),
        {HOLDER},
    ),
    "the same through a form": (
        lambda _, people: draw_over(people[0].pdf, in_form(over_name(people[0], "Jean DUPONT"))),
        {HOLDER},
    ),
    "the same through an annotation": (
        lambda _, people: annotated(people[0].pdf, over_name(people[0], "Jean DUPONT")),
        {HOLDER},
    ),
    "the attachment kept": (
        lambda _, people: draw_over(
            people[0].pdf,
            over_name(people[0], "Jean DUPONT"),
            attachments=[people[0].credential],
        ),
        {HOLDER},
    ),
    "another name written over, nothing covered": (_name_over_name, {HOLDER}),
    "another name beside": (_name_beside, {HOLDER}),
    "the name lengthened by a hyphen": (_name_lengthened, {HOLDER}),
    "the real name tiny at the foot": (_real_name_at_the_foot, {HOLDER}),
    "the real name tiny in its place": (_real_name_tiny_in_place, {HOLDER}),
    "the real name in white": (_real_name_in_white, {HOLDER}),
    "the real name all but transparent": (_real_name_see_through, {HOLDER}),
    "the real name invisible": (_real_name_invisible, {HOLDER}),
    "the real name in a hidden layer": (_real_name_in_hidden_layer, {HOLDER}),
    "a picture of another name over it": (_picture_of_a_name, {HOLDER}),
    "birth date covered, another written": (
        lambda _, people: _line_over(people[0], ("1988",), "1978", size=12),
        {BIRTH_DATE},
    ),
    "a day added to a birth year": (
        lambda _, people: _line_over(people[2], ("1995",), "12/05/1995", size=12),
        {BIRTH_DATE},
    ),
    "number covered, another written": (
        lambda _, people: _line_over(people[0], ("AC-2026-0001",), "AC-2026-0099", size=11.5),
        {NUMBER},
    ),
    "number covered": (
        lambda _, people: _line_over(people[0], ("AC-2026-0001",), "sans numéro", size=11.5),
        {NUMBER},
    ),
    "A's QR on B's page": (
        lambda _, people: _drawn_for(people, text_of=1, credential_of=0),
        {HOLDER, BIRTH_DATE, NUMBER},
    ),
    "A's genuine sheet behind B's without QR": (
        _genuine_sheet_behind,
        {HOLDER, BIRTH_DATE, NUMBER},
    ),
}


@pytest.mark.parametrize(("forge", "differing"), PAGE_CHANGES.values(), ids=PAGE_CHANGES)
def test_changed_page_is_altered(
    world: World, issued: list[Issued], forge: Forge, differing: set[Contradiction]
) -> None:
    finding = world.check_file(forge(world, issued))

    assert isinstance(finding.verdict, Altered), finding.verdict
    assert finding.verdict.contradictions == differing
    assert finding.looked_at is LookedAt.COPY
