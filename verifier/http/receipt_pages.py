"""Receipts, made from the ticket that a page sends back; nothing is stored."""

from flask import Response, abort, current_app, make_response, render_template, request

from keys.trust import fingerprint
from verifier.assembly import LiveVerifier
from verifier.http.instrumentation import EXTENSION
from verifier.http.language import page_words
from verifier.receipt.content import ReceiptContent
from verifier.receipt.page import Letterhead, cannot_print, draw_receipt
from verifier.receipt.signature import sign_receipt
from verifier.receipt.ticket import PURPOSE, open_ticket
from verifier.translations.catalogue import wording
from verifier.written_facts import BRUSSELS

PDF_TYPE = "application/pdf"


def receipt() -> Response:
    """Return the report of one check as a signed PDF."""
    live: LiveVerifier = current_app.extensions[EXTENSION]
    key, spoken = live.receipt_key, page_words().receipt
    if key is None or not live.signs_receipts():
        abort(404)
    secret = key.secret_for(PURPOSE)
    content = open_ticket(request.form.get("ticket", ""), secret=secret, at=live.now())
    if content is None:
        return _message(spoken.stale_heading, spoken.stale_text, 400)
    dossier = " ".join(request.form.get("dossier", "").split())
    if cannot_print(content, dossier):
        return _message(spoken.letters_heading, spoken.letters_text, 422)
    letterhead = Letterhead(address=live.address, key=fingerprint(key.certificate).hex())
    page = draw_receipt(content, dossier=dossier, letterhead=letterhead)
    sealed = sign_receipt(page, key=key, at=live.now(), language=content.language)
    response = Response(sealed, content_type=PDF_TYPE)
    response.headers.set("Content-Disposition", "attachment", filename=_file_name(content))
    return response


def _file_name(content: ReceiptContent) -> str:
    parts = [wording(content.language).receipt.file_name]
    if content.number is not None:
        parts.append(content.number)
    parts.append(f"{content.checked_at.astimezone(BRUSSELS):%Y-%m-%d-%H%M}")
    return "-".join(parts) + ".pdf"


def _message(heading: str, text: str, status: int) -> Response:
    page = render_template("message.html", heading=heading, text=text, again=None)
    return make_response(page, status)
