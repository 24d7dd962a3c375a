"""The head of the page: whose document this is."""

from functools import lru_cache

from attestation.errors import DocumentError
from issuer.document.sheet import Box, Element, Fill, Mark, Picture, Role, Text, paragraph
from issuer.document.text_fit import FittedText
from issuer.document.translations.catalogue import Words
from issuer.document.typesetting import GREY, INK, LEFT, RIGHT, fit_plain, set_lines
from issuer.settings.organisation import Letterhead, Organisation
from issuer.words.sentence import sentence
from pdf.colour import Colour
from pdf.fonts import Face, text_width

TOP = 46.0
HEIGHT = 78.0
_LOGO_WIDTH, _LOGO_HEIGHT = 170.0, 48.0
_MONOGRAM_SIDE = 40.0
_GAP = 12.0
_CONTACT_WIDTH = 205.0
_CONTACT_SIZES = (8.25, 8.0, 7.75, 7.5)
_NAME_SIZES = (17.0, 15.0, 13.0, 11.5, 10.5, 9.5, 8.5, 7.5)
_WHITE = Colour.parse("#FFFFFF")
# Words that carry no initial: "Centre d’accueil de la Senne" is CS, not CD.
_SMALL_WORDS = frozenset({"a", "à", "au", "aux", "d", "de", "des", "du", "en", "et", "l", "la",
                          "le", "les", "pour", "sur", "un", "une"})  # fmt: skip


@lru_cache(maxsize=8)  # of a batch's pages, one
def compose_header(letterhead: Letterhead, words: Words) -> tuple[Element, ...]:
    """Set logo or wordmark on the left, how to reach the organisation on the right.

    Raises:
        DocumentError: the address is too long for its place.
    """
    organisation = letterhead.organisation
    accent = Colour.parse(organisation.accent_colour)
    if letterhead.logo is None:
        elements = _wordmark(organisation.name, words, accent=accent)
    else:
        logo = letterhead.logo
        scale = min(_LOGO_WIDTH / logo.width_pixels, _LOGO_HEIGHT / logo.height_pixels)
        box = Box(
            left=LEFT,
            top=TOP,
            width=logo.width_pixels * scale,
            height=logo.height_pixels * scale,
        )
        elements = [_figure(Picture(box=box, logo=logo), name=organisation.name, words=words)]
    top = TOP
    if letterhead.logo is not None:
        name = fit_plain(
            organisation.name,
            width=_CONTACT_WIDTH,
            height=36,
            sizes=(9.5, 8.5, 7.5),
            face=Face.SEMIBOLD,
        )
        elements.append(
            paragraph(set_lines(name, left=RIGHT, top=top, colour=INK, align_right=True))
        )
        top += name.height
    for fitted in _contact(organisation, height=TOP + HEIGHT - top):
        elements.append(
            paragraph(set_lines(fitted, left=RIGHT, top=top, colour=GREY, align_right=True))
        )
        top += fitted.height
    return tuple(elements)


def initials(name: str) -> str:
    """Return the one or two letters that stand for ``name``."""
    words = name.replace("’", " ").replace("'", " ").replace("-", " ").split()
    telling = [word for word in words if word[0].isalnum() and word.lower() not in _SMALL_WORDS]
    return "".join(word[0].upper() for word in telling[:2]) or name[0].upper()


def _figure(*marks: Mark, name: str, words: Words) -> Element:
    alternative = words.gettext("Logo de {name}", name=name)
    return Element(role=Role.FIGURE, marks=marks, alternative=alternative)


def _wordmark(name: str, words: Words, *, accent: Colour) -> list[Element]:
    """Stand in for a logo: the initials in a square, and the name set large beside it."""
    square = Box(left=LEFT, top=TOP, width=_MONOGRAM_SIDE, height=_MONOGRAM_SIDE)
    letters = initials(name)
    size = 19.0 if len(letters) == 2 else 23.0
    width = text_width(letters, face=Face.SEMIBOLD, size=size)
    monogram = Text(
        text=letters,
        left=square.left + (square.width - width) / 2,
        baseline=square.top + square.height / 2 + 0.33 * size,  # half the capitals' height
        face=Face.SEMIBOLD,
        size=size,
        colour=_WHITE,
    )
    left = square.right + _GAP
    fitted = fit_plain(
        name,
        width=RIGHT - _CONTACT_WIDTH - _GAP - left,
        height=62,
        sizes=_NAME_SIZES,
        face=Face.SEMIBOLD,
        leading=1.2,
    )
    top = max(TOP - 4, TOP + (_MONOGRAM_SIDE - fitted.height) / 2)
    return [
        _figure(Fill(box=square, colour=accent), monogram, name=name, words=words),
        paragraph(set_lines(fitted, left=left, top=top, colour=INK)),
    ]


def _contact(organisation: Organisation, *, height: float) -> list[FittedText]:
    """Fit each line of the address and the ways to get in touch, all in one size."""
    reach = (organisation.phone, organisation.email, organisation.website)
    lines = [*organisation.address, *(line for line in reach if line)]
    for size in _CONTACT_SIZES:
        fitted = [
            fit_plain(line, width=_CONTACT_WIDTH, height=height, sizes=(size,), leading=1.3)
            for line in lines
        ]
        if sum(block.height for block in fitted) <= height:
            return fitted
    raise DocumentError(sentence("l’adresse de l’organisation ne tient pas en tête de la page"))
