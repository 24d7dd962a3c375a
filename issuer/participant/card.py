"""The card: the QR code for a screen, which a telephone keeps where its owner asks for it.

What is kept lies in the browser's own storage, under the address of one link, and is put there and
erased by buttons (``static/card.js``). The server has each answer stored nowhere on its way.
"""

from pathlib import Path

from flask import Response, jsonify, make_response, redirect, render_template, send_file, url_for

from attestation.formats.qr_text import encode_qr_text
from issuer.participant.language import page_words
from issuer.participant.requested import is_open, mail_context_here, target_of
from register.database import reading
from register.signed_credentials import credential_of
from register.tables.attestations import State
from web.qr_symbol import svg_qr

_WORKER = Path(__file__).parent / "static" / "worker.js"


def card(token: str) -> Response:
    """Show the QR code as large as the screen; 410 where the attestation is no longer in force.

    By the 410 a telephone that keeps the card knows that it has to be erased.
    """
    target, words = target_of(token), page_words()
    if not is_open(target):
        return make_response(redirect(url_for("show", token=token), code=303))
    attestation = target.record.attestation
    if target.record.state is not State.ISSUED:
        page = render_template(
            "message.html",
            heading=words.card_ended_heading,
            text=words.card_ended_text,
            token=token,
            offers_lost_link=False,
        )
        return make_response(page, 410)
    mail_context = mail_context_here()
    with reading(mail_context.register) as session:
        credential = credential_of(session, attestation.number)
    link = encode_qr_text(credential, address=mail_context.settings.issue.verifier).text()
    page = render_template(
        "card.html",
        token=token,
        attestation=attestation,
        symbol=svg_qr(link, label=words.card_qr.format(number=attestation.number)),
        as_of=words.written_day(mail_context.instant().date()),
    )
    return make_response(page)


def manifest(token: str) -> Response:
    """Say how the card stands on a home screen: it names nobody."""
    target_of(token)
    words = page_words()
    start = url_for("card", token=token)
    response = jsonify(
        {
            "id": start,
            "start_url": start,
            "scope": start,
            "name": words.card_title,
            "short_name": words.card_title,
            "lang": words.language,
            "dir": words.direction,
            "display": "standalone",
            "background_color": "#ffffff",
            "theme_color": "#1d4e6b",
            "icons": [
                {
                    "src": url_for("static", filename="icon-512.png"),
                    "sizes": "512x512",
                    "type": "image/png",
                }
            ],
        }
    )
    response.content_type = "application/manifest+json"
    return response


def worker() -> Response:
    """Return the script that shows a kept card without a network; it may serve only below ``/``."""
    response = send_file(_WORKER, mimetype="text/javascript")
    response.headers["Cache-Control"] = "no-store"
    return response
