"""The pages: each parses, asks one question, and renders. Only a POST changes anything.

A mail scanner that follows every link by GET or HEAD finds a form and changes nothing, because the
birth date opens the rest.
"""

from datetime import timedelta
from zoneinfo import ZoneInfo

from flask import Response, make_response, redirect, render_template, request
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import NotFound

from attestation.errors import RegisterError
from attestation.formats.qr_text import encode_qr_text
from attestation.partial_date import PartialDate
from issuer.delivery.lost_link import ask_for_link
from issuer.delivery.queueing import Queued, queue
from issuer.delivery.readiness import participant_problem
from issuer.delivery.texts import languages
from issuer.participant.access import Right, Target, Wrong, try_birth_date
from issuer.participant.document import issued_document, newest_proof, picture
from issuer.participant.language import page_words
from issuer.participant.requested import is_open, mail_context_here, target_of
from issuer.participant.session import COOKIE, is_form, seal_form, seal_session
from keys.custody.reloading import ring_keys, ring_store
from register.check_counts import days_checked
from register.database import reading, writing
from register.links import downloaded
from register.outbox import newest
from register.participant_languages import store_language
from register.signed_credentials import credential_of
from register.tables.attestations import State
from register.tables.delivery import Purpose
from web.health import readiness
from web.language import chosen_language

LOST = "lost"
OWN_COPY_AFTER = timedelta(minutes=10)
MAX_ADDRESS_CHARACTERS = 254
DAYS_SHOWN = 30
_BRUSSELS = ZoneInfo("Europe/Brussels")


def ask() -> str:
    """Ask for the address to which a new link shall go."""
    return _lost_form()


def lost() -> Response:
    """Take a request for a new link; the answer is the same for everybody."""
    mail_context, words = mail_context_here(), page_words()
    if not is_form(
        mail_context.secret, request.form.get("form", ""), LOST, at=mail_context.instant()
    ):
        return make_response(_lost_form(problem=words.stale_form), 400)
    address = request.form.get("email", "").strip()
    typed = _typed_date(request.form)
    is_possible = "@" in address and len(address) <= MAX_ADDRESS_CHARACTERS
    if typed is None or not is_possible or not address.isprintable():
        return make_response(_lost_form(problem=words.not_a_date), 400)
    # Nothing is promised that will not be done: test_request_that_is_not_kept_promises_nothing.
    is_kept = mail_context.settings.mail is not None and ask_for_link(
        mail_context, address=address, birth_date=typed, language=_chosen()
    )
    if not is_kept:
        return _message(words.lost_full_heading, words.lost_full_text, 503)
    return make_response(redirect(f"/noted{_in_language()}", code=303))


def noted() -> Response:
    """Say what happens with a request for a new link; the same to everybody."""
    words = page_words()
    return _message(words.lost_done_heading, words.lost_done_text, offers_lost_link=False)


def show(token: str) -> Response:
    """Show the attestation, or first ask for the birth date."""
    target = target_of(token)
    if not is_open(target):
        return _birth_date_form(token, target)
    return _page(token, target)


def enter(token: str) -> Response:
    """Take a birth date."""
    mail_context, words, target = mail_context_here(), page_words(), target_of(token)
    if not is_form(
        mail_context.secret, request.form.get("form", ""), target.link.id, at=mail_context.instant()
    ):
        return _birth_date_form(token, target, problem=words.stale_form, status=400)
    typed = _typed_date(request.form, like=target.record.attestation.holder.birth_date)
    if typed is None:
        return _birth_date_form(token, target, problem=words.not_a_date, status=400)
    match try_birth_date(mail_context, token, typed, language=_chosen()):
        case Right(link_id=link_id):
            return _let_in(token, link_id)
        case Wrong(left=0):
            return _message(words.locked_heading, _locked_text(target), 403)
        case Wrong(left=1):
            return _birth_date_form(token, target, problem=words.wrong_last, status=403)
        case Wrong(left=left):
            problem = words.wrong.format(left=left)
            return _birth_date_form(token, target, problem=problem, status=403)
        case None:
            raise NotFound


def see(token: str) -> Response:
    """Show the page that holds the picture."""
    target = target_of(token)
    if not is_open(target) or target.record.state is not State.ISSUED:
        return _to_page(token)
    page = render_template("see.html", token=token, number=target.record.attestation.number)
    return make_response(page)


def image(token: str) -> Response:
    """Return the picture of the document."""
    target = target_of(token)
    if not is_open(target) or target.record.state is not State.ISSUED:
        return _to_page(token)
    return Response(picture(_document(target)), content_type="image/png")


def pdf(token: str) -> Response:
    """Return the document, byte for byte as it was issued."""
    target = target_of(token)
    if not is_open(target) or target.record.state is not State.ISSUED:
        return _to_page(token)
    content = _document(target)
    # The one thing that a GET notes, and it uses nothing up: who comes here knew the birth date.
    if request.method == "GET" and target.link.downloaded_at is None:
        mail_context = mail_context_here()
        with writing(mail_context.register) as session:
            downloaded(session, target.link.id, at=mail_context.instant())
    response = Response(content, content_type="application/pdf")
    name = f"attestation-{target.record.attestation.number}.pdf"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def proof(token: str) -> Response:
    """Return the proof that the public log holds the attestation (C2SP tlog-proof)."""
    target = target_of(token)
    if not is_open(target) or target.record.state is not State.ISSUED:
        return _to_page(token)
    found = _proof(target)
    if found is None:
        return _to_page(token)
    response = Response(found, content_type="text/plain; charset=utf-8")
    name = f"attestation-{target.record.attestation.number}.tlog-proof"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def send(token: str) -> Response:
    """Send the link to the address that the register knows, and to no other."""
    mail_context, words, target = mail_context_here(), page_words(), target_of(token)
    if not is_open(target) or not _is_our_form(target):
        return _to_page(token)
    number = target.record.attestation.number
    with writing(mail_context.register) as session:
        if chosen := _chosen():
            store_language(session, number, chosen)
        last = newest(session, number)
        is_recent = last is not None and mail_context.instant() - last.queued_at < OWN_COPY_AFTER
        answer = None if is_recent else queue(
            session, mail_context, target.record, purpose=Purpose.OWN_COPY, with_new_link=False
        )  # fmt: skip
    said = words.sent if isinstance(answer, Queued) else words.sent_recently
    return _page(token, target, said=said)


def leave(token: str) -> Response:
    """End the session, because telephones are shared."""
    target = target_of(token)
    if not _is_our_form(target):
        return _to_page(token)
    words = page_words()
    response = _message(words.left_heading, words.left_text, token=token)
    response.delete_cookie(COOKIE, path=f"/d/{token}", httponly=True, samesite="Strict")
    return response


def robots() -> Response:
    """Tell search engines to stay away."""
    return Response("User-agent: *\nDisallow: /\n", content_type="text/plain; charset=utf-8")


def readyz() -> Response:
    """Check whether documents can be given."""
    return readiness(participant_problem(mail_context_here()))


def _is_our_form(target: Target) -> bool:
    mail_context = mail_context_here()
    return is_form(
        mail_context.secret, request.form.get("form", ""), target.link.id, at=mail_context.instant()
    )


def _document(target: Target) -> bytes:
    mail_context = mail_context_here()
    return issued_document(
        mail_context.register,
        target.record.attestation.number,
        keys=ring_keys(mail_context.settings.keys.ring),
    )


def _let_in(token: str, link_id: str) -> Response:
    mail_context = mail_context_here()
    settings = mail_context.settings.participant
    response = _to_page(token)
    response.set_cookie(
        COOKIE,
        seal_session(mail_context.secret, link_id, until=mail_context.instant() + settings.session),
        max_age=settings.session,
        path=f"/d/{token}",
        secure=settings.is_https,
        httponly=True,
        samesite="Strict",
    )
    return response


def _to_page(token: str) -> Response:
    return make_response(redirect(f"/d/{token}{_in_language()}", code=303))


def _in_language() -> str:
    """Return what an address ends with, so that a chosen language stays chosen."""
    chosen = _chosen()
    return f"?lang={chosen}" if chosen else ""


def _chosen() -> str | None:
    """Return the language that was chosen on the page; a browser's own wish is no choice."""
    return chosen_language(languages())


def _page(token: str, target: Target, *, said: str | None = None) -> Response:
    mail_context, record = mail_context_here(), target.record
    with reading(mail_context.register) as session:
        credential = credential_of(session, record.attestation.number)
        checked = days_checked(session, record.attestation.number)
    verifier = mail_context.settings.issue.verifier
    page = render_template(
        "attestation.html",
        token=token,
        form=seal_form(mail_context.secret, target.link.id, at=mail_context.instant()),
        attestation=record.attestation,
        is_withdrawn=record.state is State.WITHDRAWN,
        is_successor=target.is_successor,
        can_send=record.email is not None and mail_context.settings.mail is not None,
        said=said,
        has_proof=record.state is State.ISSUED and _has_proof(target),
        checked=[one.day for one in checked[:DAYS_SHOWN]],
        earlier=len(checked[DAYS_SHOWN:]),
        check_link=encode_qr_text(credential, address=verifier).text(),
    )
    return make_response(page)


def _has_proof(target: Target) -> bool:
    try:
        return _proof(target) is not None
    except RegisterError:  # the attestation is given all the same
        return False


def _proof(target: Target) -> str | None:
    mail_context = mail_context_here()
    trust = ring_store(mail_context.settings.keys.ring)
    number = target.record.attestation.number
    return newest_proof(mail_context.register, number, trust=trust)


def _birth_date_form(
    token: str, target: Target, *, problem: str | None = None, status: int = 200
) -> Response:
    mail_context, words = mail_context_here(), page_words()
    if target.link.is_locked:
        return _message(words.locked_heading, _locked_text(target), 403)
    page = render_template(
        "birth_date.html",
        token=token,
        form=seal_form(mail_context.secret, target.link.id, at=mail_context.instant()),
        asked=target.record.attestation.holder.birth_date,
        problem=problem,
    )
    return make_response(page, status)


def _lost_form(*, problem: str | None = None) -> str:
    mail_context = mail_context_here()
    form = seal_form(mail_context.secret, LOST, at=mail_context.instant())
    return render_template("lost.html", form=form, problem=problem)


def _locked_text(target: Target) -> str:
    """Say that the link is locked, and when the last message left: whoever is here had one."""
    mail_context, words = mail_context_here(), page_words()
    with reading(mail_context.register) as session:
        last = newest(session, target.record.attestation.number)
    if last is None or last.sent_at is None:
        return words.locked_text
    at = last.sent_at.astimezone(_BRUSSELS)
    said = words.last_sent.format(day=words.written_day(at.date()), time=f"{at:%H:%M}")
    return f"{words.locked_text} {said}"


def _message(
    heading: str,
    text: str,
    status: int = 200,
    *,
    token: str | None = None,
    offers_lost_link: bool = True,
) -> Response:
    page = render_template(
        "message.html", heading=heading, text=text, token=token, offers_lost_link=offers_lost_link
    )
    return make_response(page, status)


def _typed_date(
    form: MultiDict[str, str], *, like: PartialDate | None = None
) -> PartialDate | None:
    """Read the fields of a birth date: all that are filled, or just those that ``like`` has."""
    typed = {}
    for name in ("year", "month", "day"):
        text = form.get(name, "").strip()
        if like is not None and getattr(like, name) is None:
            continue
        if not text and (like is None and name != "year"):
            continue
        if not text.isdecimal() or len(text) > 4:
            return None
        typed[name] = int(text)  # takes Arabic digits too
    try:
        return PartialDate(**typed)
    except (ValueError, TypeError):
        return None
