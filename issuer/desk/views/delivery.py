"""The delivery board: how far each attestation got, and sending it (again)."""

import re

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from attestation.facts import Number
from issuer.delivery.labels import NOT_QUEUED
from issuer.delivery.message import subject_of, text_of
from issuer.delivery.queueing import NotQueued
from issuer.delivery.requests import (
    ask_cut_off,
    ask_deliveries,
    ask_new_link,
    ask_other_address,
)
from issuer.delivery.specimen import HOLDER, MODULE, send_specimen, specimen_email
from issuer.desk.auth.access import Role, Routes
from issuer.desk.context import context, desk, mail_context, viewer
from issuer.desk.language import translated
from issuer.desk.views.selection import selection
from issuer.words.sentence import sentence
from issuer.workbook.format.cells import Fault
from issuer.workbook.parsing.email_address import parse_email
from register.attestations import module, record
from register.database import reading
from register.delivery_board import Line, Stage, lines, stage_counts
from register.tables.delivery import Purpose
from web.qr_symbol import svg_qr

ROUTES = Routes()

MOST_LINES = 2_000
"""In one table; a module has a thousand people at most, all modules together have more."""
_TROUBLE = (Stage.REFUSED, Stage.UNCERTAIN)
_MAX_ADDRESS = 300
_WANTED = re.compile(r"([A-Z]{1,8}-[0-9]{4}-[0-9]{4,9}):([0-9]{1,4})")
_HARMLESS = (NotQueued.UNDER_WAY, NotQueued.DONE)
"""Reasons of which a second click is not told, because what it asked for is done."""


@ROUTES.get("/envois", Role.NAMES)
def deliveries() -> ResponseReturnValue:
    """Show the board of one module, or of all of them."""
    code, stage = _module_code(), _stage()
    with reading(context().register) as session:
        found = None if code is None else module(session, code)
        if code is not None and found is None:
            abort(404)
        counts = stage_counts(session)
        stages = tuple(Stage) if code is not None else _TROUBLE
        shown = lines(
            session,
            module_code=code,
            stages=stages if stage is None else (stage,),
            limit=MOST_LINES,
        )
    totals = dict.fromkeys(Stage, 0)
    for by_stage in counts.values() if code is None else [counts.get(code, {})]:
        for one, count in by_stage.items():
            totals[one] += count
    return render_template(
        "deliveries.html",
        module=found,
        wanted=stage,
        totals=totals,
        counts=counts,
        lines=shown,
        most=MOST_LINES,
        sendable=sum(one.can_be_sent for one in shown),
        has_mail=mail_context().settings.mail is not None,
        problem=desk().worker.mail_problem,
    )


@ROUTES.get("/envois/confirmer", Role.COORDINATOR)
def confirm_deliveries() -> ResponseReturnValue:
    """Say exactly who will get a message."""
    code, stage, chosen = _module_code(), _stage(), request.args.get("choix")
    if stage is None and chosen is None:
        abort(404)
    with reading(context().register) as session:
        if code is not None and module(session, code) is None:
            abort(404)
        stages = tuple(Stage) if stage is None else (stage,)
        found = lines(session, module_code=code, stages=stages, limit=MOST_LINES)
    if chosen is not None:
        _, numbers = selection(chosen)
        found = [one for one in found if one.number in numbers]
    wanted = [one for one in found if one.can_be_sent]
    return render_template(
        "deliveries_confirm.html",
        module_code=code,
        stage=stage,
        lines=wanted,
        left_out=[one for one in found if not one.can_be_sent],
        wanted=" ".join(map(as_wanted, wanted)),
        attach_pdf=mail_context().mail().attach_pdf,
        message=_message_to(wanted[0]) if wanted else None,
    )


@ROUTES.post("/envois/essai", Role.COORDINATOR)
def send_test() -> ResponseReturnValue:
    """Send a message that names nobody to whoever wants to see how it arrives."""
    email = parse_email(request.form.get("email", "")[:_MAX_ADDRESS].strip() or None)
    if email is None or isinstance(email, Fault):
        return _wrong_address(email)
    send_specimen(context(), mail_context(), recipient=email, who=viewer().login)
    return render_template(
        "message.html",
        heading=sentence("Le message d’essai est parti"),
        text=sentence(
            "Regardez la boîte de {email}, aussi dans les indésirables. Son lien n’ouvre rien.",
            email=email,
        ),
    )


@ROUTES.post("/envois", Role.COORDINATOR)
def send_deliveries() -> ResponseReturnValue:
    """Queue a message for each person that the page showed, once however often it is clicked."""
    seen = _seen(request.form.get("wanted", ""))
    code = request.form.get("module") or None
    answers = ask_deliveries(
        context(), mail_context(), seen, who=viewer().login, module_code=code and code[:40]
    )
    desk().worker.wake()
    if len(seen) == 1:
        ((number, answer),) = answers.items()
        if isinstance(answer, NotQueued) and answer not in _HARMLESS:
            words = sentence("{number} : {reason}.", number=number, reason=NOT_QUEUED[answer])
            heading = sentence("Cela n’a pas pu être fait")
            return render_template("message.html", heading=heading, text=words), 409
        if code is None:
            return redirect(url_for("attestation_page", number=number), 303)
    return redirect(url_for("deliveries", module=code), 303)


@ROUTES.post("/attestations/<number>/adresse", Role.COORDINATOR)
def change_address_act(number: str) -> ResponseReturnValue:
    """Replace a wrong e-mail address."""
    email = parse_email(request.form.get("email", "")[:_MAX_ADDRESS].strip() or None)
    if isinstance(email, Fault):
        return _wrong_address(email)
    ask_other_address(context(), Number(number), email, who=viewer().login)
    return redirect(url_for("attestation_page", number=number), 303)


@ROUTES.get("/attestations/<number>/lien", Role.COORDINATOR)
def new_link_page(number: str) -> ResponseReturnValue:
    """Ask before the links that somebody has are cut off."""
    with reading(context().register) as session:
        found = record(session, Number(number))
    if found is None:
        abort(404)
    return render_template("confirm_link.html", record=found)


@ROUTES.post("/attestations/<number>/lien", Role.COORDINATOR)
def renew_link_act(number: str) -> ResponseReturnValue:
    """Make a new personal link, the only one from now on, and show it this once."""
    address = ask_new_link(context(), mail_context(), Number(number), who=viewer().login)
    with reading(context().register) as session:
        found = record(session, Number(number))
    qr = svg_qr(address, label=str(translated(sentence("Code QR du lien"))))
    return render_template("new_link.html", record=found, address=address, qr=qr)


@ROUTES.post("/attestations/<number>/couper", Role.COORDINATOR)
def cut_off_act(number: str) -> ResponseReturnValue:
    """Make every personal link lead nowhere."""
    ask_cut_off(context(), mail_context(), Number(number), who=viewer().login)
    return redirect(url_for("attestation_page", number=number), 303)


def as_wanted(line: Line) -> str:
    """Write for a form whom to send to, and what was seen: ``AC-2026-0042:1``."""
    return f"{line.number}:{line.round}"


def _wrong_address(fault: Fault | None) -> ResponseReturnValue:
    heading = sentence("Cette adresse ne va pas")
    text = sentence("Tapez votre adresse e-mail.")
    if fault is not None:
        text = sentence("{problem} {remedy}", problem=fault.message, remedy=fault.remedy)
    return render_template("message.html", heading=heading, text=text), 422


def _message_to(line: Line) -> dict[str, str]:
    with reading(context().register) as session:
        found = record(session, line.number)
    email = specimen_email(
        mail_context(),
        recipient=line.email or "",
        holder=HOLDER if found is None else found.attestation.holder.full_name(),
        module_title=MODULE if found is None else found.attestation.module_title,
        purpose=Purpose.CORRECTION if found and found.replaces else Purpose.DELIVERY,
    )
    return {"subject": subject_of(email), "text": text_of(email)}


def _seen(text: str) -> dict[Number, int]:
    parts = [_WANTED.fullmatch(part) for part in text.split()]
    if not parts or len(parts) > MOST_LINES:
        abort(400)
    seen = {}
    for part in parts:
        if part is None:
            abort(400)
        seen[Number(part[1])] = int(part[2])
    return seen


def _module_code() -> str | None:
    return request.args.get("module") or None


def _stage() -> Stage | None:
    try:
        return Stage(request.args.get("etat", ""))
    except ValueError:
        return None
