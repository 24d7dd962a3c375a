"""A specimen page for trying out a letterhead, drawn like every page and invalid as a paper.

It is a picture only, with « SPÉCIMEN » across it and over its QR code. The credential in that code
is all zeros, and nothing is signed.
"""

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from PIL import Image, ImageDraw, ImageFont

from attestation.code import code_from_entropy
from attestation.facts import Attestation, Holder, Number
from attestation.formats.qr_text import encode_qr_text
from attestation.partial_date import PartialDate
from attestation.particulars import Mode, Particulars
from issuer.document.facts import DocumentFacts, SessionLine
from issuer.document.page import render_page
from issuer.settings.organisation import Letterhead
from issuer.settings.regime import Regime
from pdf.fonts import Face, static_font

WORD = "SPÉCIMEN"
NO_CREDENTIAL = bytes(300)  # as long as a typical one
_THEMES = (
    "Accueil, vivre ensemble et identités",
    "Histoire de la Belgique",
    "Géographie, Régions et Communautés",
    "Organisation politique et institutionnelle",
    "Sécurité sociale",
    "Participation citoyenne et évaluation",
)
_FIRST = date(2026, 3, 2)
_RED = (166, 27, 27)
_ANGLE = 55  # from corner to corner of A4
_COLOURS = 64


def draw_specimen(
    letterhead: Letterhead,
    *,
    address: str,
    prefix: str,
    draw: Callable[[bytes], Image.Image],
    regime: Regime | None = None,
) -> bytes:
    """Return the picture of a page for somebody who does not exist, as PNG.

    Args:
        letterhead: what is tried out.
        address: of the verifier, as it is printed.
        prefix: of the numbers.
        draw: makes a picture of a PDF's first page.
        regime: what the page names; None: no regime is declared.

    Raises:
        DocumentError: a text has a character that the font lacks, or does not fit.
    """
    facts = replace(_facts(address, prefix), language=letterhead.organisation.language)
    if regime is not None:
        attestation = facts.attestation
        particulars = replace(attestation.particulars, regime=regime.code)
        facts = replace(
            facts,
            attestation=replace(attestation, particulars=particulars),
            regime_sentence=regime.printed,
        )
    return draw_specimen_of(facts, letterhead, draw=draw)


def draw_specimen_of(
    facts: DocumentFacts, letterhead: Letterhead, *, draw: Callable[[bytes], Image.Image]
) -> bytes:
    """Return the picture of a page that would say ``facts``, stamped, as PNG.

    Raises:
        DocumentError: as ``draw_specimen``.
    """
    picture = draw(render_page(facts, letterhead)).convert("RGB")
    _stamp(picture)
    stream = io.BytesIO()
    picture.quantize(_COLOURS).save(stream, "PNG")
    return stream.getvalue()


def _stamp(picture: Image.Image) -> None:
    """Write the word across the page, and in full colour where the QR code stands."""
    width, height = picture.size
    across = Image.new("L", picture.size, 0)
    pen = ImageDraw.Draw(across)
    pen.text((width // 2, height // 2), WORD, fill=96, font=_font(width // 5), anchor="mm")
    across = across.rotate(_ANGLE, resample=Image.Resampling.BICUBIC)
    picture.paste(_RED, mask=across)
    # The QR code is in the lower right corner, 45 mm or more of 210: a band over its middle.
    left, right = round(width * 0.66), round(width * 0.90)
    middle, half = round(height * 0.846), round(height * 0.022)
    pen = ImageDraw.Draw(picture)
    pen.rectangle((left, middle - half, right, middle + half), fill=_RED)
    place = ((left + right) // 2, middle)
    pen.text(place, WORD, fill="white", font=_font(round(half * 1.5)), anchor="mm")


def _font(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(io.BytesIO(static_font(Face.SEMIBOLD)), size)


def _facts(address: str, prefix: str) -> DocumentFacts:
    days = [_FIRST + timedelta(days=2 * number) for number in range(len(_THEMES))]
    attestation = Attestation(
        number=Number(f"{prefix}-2026-0000"),
        code=code_from_entropy(0),
        holder=Holder(
            family_name="Exemple",
            given_name="Camille",
            birth_date=PartialDate(year=1990, month=1, day=1),
        ),
        module_code=f"{prefix}-2026-00",
        module_title="Ateliers citoyens",
        first_day=days[0],
        last_day=days[-1],
        attended=timedelta(hours=4 * len(days)),
        issued_at=datetime(2026, 3, 31, 12, tzinfo=UTC),
        particulars=Particulars(
            sessions_followed=len(days),
            sessions_held=len(days),
            module_time=timedelta(hours=4 * len(days)),
            required_percent=100,
            language="fr",
            mode=Mode.ON_SITE,
        ),
    )
    return DocumentFacts(
        attestation=attestation,
        sessions=tuple(
            SessionLine(day=day, theme=theme) for day, theme in zip(days, _THEMES, strict=True)
        ),
        credential=NO_CREDENTIAL,
        qr_text=encode_qr_text(NO_CREDENTIAL, address=address),
    )
