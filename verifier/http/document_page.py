"""The issued document on the screen, to hold the paper against: a picture that says it is one."""

import math

from flask import Response, abort, current_app, make_response, render_template, request
from PIL import Image, ImageChops, ImageDraw, ImageFont

from attestation.verdict.verdicts import Finding, Genuine
from pdf.fonts import Face
from verifier.assembly import LiveVerifier
from verifier.check import check_fragment, check_text, issued_document
from verifier.comparison.drawing import Drawing
from verifier.http.instrumentation import EXTENSION
from verifier.http.language import page_words
from verifier.http.page_pictures import Picture, encoded
from verifier.translations.page_texts import DocumentWords
from web.rate_limit import client_network

_QUALITY = 75
_SIZE_SHARE = 0.11
"""Of the page's width: the height of the letters across it."""
_LIGHTEST = 180


def can_show(finding: Finding, live: LiveVerifier) -> bool:
    """Check whether the issued document is offered: for a valid code or QR code alone."""
    is_text = isinstance(finding.verdict, Genuine) and finding.page is None
    return live.shows_documents and is_text and finding.code is not None


def document() -> Response:
    """Show the issued document of the code or QR code that was posted."""
    live: LiveVerifier = current_app.extensions[EXTENSION]
    if not live.shows_documents:
        abort(404)
    verifier, spoken = live.verifier(), page_words().document
    fragment = request.form.get("fragment")
    if fragment is not None:
        finding = check_fragment(verifier, fragment.removeprefix("#"))
    else:
        finding = check_text(verifier, request.form.get("text", ""))
    held = issued_document(verifier, finding)
    drawn = None if held is None else live.drawer(held, visitor=client_network())
    if drawn is None:
        page = render_template("message.html", heading=spoken.none_heading, text=spoken.none_text)
        return make_response(page, 404)
    return make_response(render_template("document.html", picture=marked(drawn, spoken)))


def marked(drawing: Drawing, words: DocumentWords) -> Picture:
    """Write across the page that it is a copy on a screen, in its very pixels."""
    page = Image.frombytes("L", (drawing.width, drawing.height), drawing.pixels)
    font = ImageFont.truetype(str(Face.SEMIBOLD.file), round(_SIZE_SHARE * page.width))
    text = words.across.upper()
    left, top, right, bottom = (round(side) for side in font.getbbox(text))
    line = Image.new("L", (right - left, bottom - top), 0)
    ImageDraw.Draw(line).text((-left, -top), text, font=font, fill=255)
    angle = math.degrees(math.atan2(page.height, page.width))
    turned = line.rotate(angle, expand=True, resample=Image.Resampling.BICUBIC)
    turned.thumbnail((page.width, page.height))
    place = ((page.width - turned.width) // 2, (page.height - turned.height) // 2)
    across = Image.new("L", page.size, 0)
    across.paste(turned, place)
    grey = Image.new("L", page.size, _LIGHTEST)
    # Print stays readable through the letters: the darker of both.
    page.paste(Image.composite(ImageChops.darker(page, grey), page, across))
    return encoded(page, _QUALITY)
