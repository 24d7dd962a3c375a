"""Receipts, made from the ticket that a page sends back; nothing is stored."""

from collections.abc import Sequence

from flask import Response, abort, current_app, make_response, render_template, request

from keys.trust import fingerprint
from verifier.assembly import LiveVerifier
from verifier.http.instrumentation import EXTENSION
from verifier.http.language import page_words
from verifier.http.uploads import MAX_FILES
from verifier.receipt.content import ReceiptContent
from verifier.receipt.page import Entry, Letterhead, cannot_print, draw_receipt
from verifier.receipt.signature import sign_receipt
from verifier.receipt.ticket import PURPOSE, open_ticket
from verifier.translations.catalogue import wording
from verifier.written_facts import BRUSSELS

PDF_TYPE = "application/pdf"


def receipt() -> Response:
    """Return the report of one check, or of several, as one signed PDF."""
    live: LiveVerifier = current_app.extensions[EXTENSION]
    key, spoken = live.receipt_key, page_words().receipt
    if key is None or not live.signs_receipts():
        abort(404)
    secret = key.secret_for(PURPOSE)
    tickets = request.form.getlist("ticket")[:MAX_FILES]
    contents = [open_ticket(ticket, secret=secret, at=live.now()) for ticket in tickets]
    if not contents or None in contents:
        return _message(spoken.stale_heading, spoken.stale_text, 400)
    ticked = request.form.getlist("compared")
    entries = [
        Entry(content=content, compared=_compared(content, place, ticked))
        for place, content in enumerate(contents)
        if content is not None
    ]
    dossier = " ".join(request.form.get("dossier", "").split())
    if any(cannot_print(entry.content, dossier) for entry in entries):
        return _message(spoken.letters_heading, spoken.letters_text, 422)
    letterhead = Letterhead(address=live.address, key=fingerprint(key.certificate).hex())
    page = draw_receipt(entries, dossier=dossier, letterhead=letterhead)
    sealed = sign_receipt(page, key=key, at=live.now(), language=entries[0].content.language)
    response = Response(sealed, content_type=PDF_TYPE)
    response.headers.set("Content-Disposition", "attachment", filename=_file_name(entries))
    return response


def _compared(content: ReceiptContent, place: int, ticked: Sequence[str]) -> frozenset[int]:
    """Return which facts of the file at ``place`` were ticked; none that had no box."""
    if content.sign != "to_compare":
        return frozenset()
    return frozenset(fact for fact in range(len(content.facts)) if f"{place}.{fact}" in ticked)


def _file_name(entries: Sequence[Entry]) -> str:
    content = entries[0].content
    parts = [wording(content.language).receipt.file_name]
    if len(entries) > 1:
        parts.append(str(len(entries)))
    elif content.number is not None:
        parts.append(content.number)
    parts.append(f"{content.checked_at.astimezone(BRUSSELS):%Y-%m-%d-%H%M}")
    return "-".join(parts) + ".pdf"


def _message(heading: str, text: str, status: int) -> Response:
    page = render_template("message.html", heading=heading, text=text, again=None)
    return make_response(page, status)
