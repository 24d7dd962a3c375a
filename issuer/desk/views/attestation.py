"""One attestation: its page, facts and history; withdrawing, correcting, and undoing that."""

from flask import Response, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from attestation.errors import EndingRefusedError
from attestation.facts import Holder, Number
from attestation.formats.statement import MAX_REASON_CHARACTERS
from issuer.desk.auth.access import Role, Routes
from issuer.desk.context import context, current_context, desk, mail_context, viewer
from issuer.desk.jobs.pending_changes import (
    HeldCorrection,
    ask_ending,
    call_back,
    correction_of,
    finish_now,
    refused_of,
)
from issuer.desk.language import language
from issuer.desk.pages.bundles import page_image
from issuer.desk.pages.history_lines import history_lines
from issuer.desk.pages.reason_field import CORRECTED, WITHDRAWN, reason_in, reason_values
from issuer.desk.views.module import attachment
from issuer.export.documents import file_name
from issuer.export.labels import birth
from issuer.export.stated_facts import STATED_HEADINGS, stated_cells
from issuer.lifecycle.exports import record_export
from issuer.lifecycle.history import load_history
from issuer.lifecycle.withdrawal import Correction, check_ending, check_reason
from issuer.signed.released import released
from issuer.words.sentence import Sentence, said, sentence
from issuer.workbook.format.cells import Fault
from issuer.workbook.parsing.dates import parse_birth_date
from issuer.workbook.parsing.email_address import parse_email
from issuer.workbook.parsing.names import parse_person_name
from register import desk_work
from register.attestations import Record, record
from register.database import reading
from register.links import links_of
from register.outbox import messages
from register.tables.attestations import State

ROUTES = Routes()

_FIELDS = ("family_name", "given_name", "birth_date", "email", "reason")
_MAX_FIELD_CHARACTERS = 300
_DAYS_SHOWN = 30


@ROUTES.get("/attestations/<number>", Role.NAMES)
def attestation_page(number: str) -> ResponseReturnValue:
    """Show one attestation."""
    with reading(context().register) as session:
        history = load_history(session, Number(number), keys=context().trusted)
        if history is None or history.record.state is State.RESERVED:
            abort(404)
        held = desk_work.held_ending(session, Number(number))
        refused = refused_of(session, Number(number))
        sent, made = messages(session, Number(number)), links_of(session, Number(number))
    return render_template(
        "attestation.html",
        history=history,
        record=history.record,
        lines=history_lines(history, sent, made),
        message=sent[-1] if sent else None,
        has_link=any(link.cut_off_at is None for link in made),
        has_mail=mail_context().settings.mail is not None,
        checked=history.checks[:_DAYS_SHOWN],
        checks=sum(one.checks for one in history.checks),
        held=held,
        refused=refused,
        correction=None if held is None else correction_of(held),
        undo=context().settings.desk.undo,
        stated=zip(
            STATED_HEADINGS,
            stated_cells(history.record.attestation.particulars, language=language()),
            strict=True,
        ),
    )


@ROUTES.get("/attestations/<number>/page.png", Role.NAMES)
def attestation_image(number: str) -> ResponseReturnValue:
    """Show its page."""
    image = page_image(context(), Number(number))
    if image is None:
        abort(404)
    return Response(image, mimetype="image/png")


@ROUTES.post("/attestations/<number>/telecharger", Role.NAMES)
def download_attestation(number: str) -> ResponseReturnValue:
    """Return the document, byte for byte as it was issued."""
    found = _record(number)
    with reading(context().register) as session:
        content = released(session, Number(number), keys=context().trusted)
    if content is None:
        abort(404)
    record_export(context(), who=viewer().login, subject=number)
    response = attachment(content, file_name(found))
    response.mimetype = "application/pdf"
    return response


@ROUTES.get("/attestations/<number>/retirer", Role.COORDINATOR)
def withdraw_page(number: str) -> ResponseReturnValue:
    """Ask for the reason of a withdrawal."""
    return _withdraw_form(_record(number), None, 200)


@ROUTES.post("/attestations/<number>/retirer", Role.COORDINATOR)
def withdraw_act(number: str) -> ResponseReturnValue:
    """Withdraw, now or when the time for second thoughts is over."""
    try:
        ask_ending(
            context(),
            mail_context(),
            Number(number),
            reason=reason_in(request.form),
            correction=None,
            login=viewer().login,
            at_once="at_once" in request.form,
        )
    except EndingRefusedError as error:
        return _withdraw_form(_record(number), said(error), 422)
    desk().worker.wake()
    return redirect(url_for("attestation_page", number=number), 303)


@ROUTES.get("/attestations/<number>/corriger", Role.COORDINATOR)
def correct_page(number: str) -> ResponseReturnValue:
    """Show the facts as fields."""
    found = _record(number)
    holder = found.attestation.holder
    typed = {
        "family_name": holder.family_name,
        "given_name": holder.given_name or "",
        "birth_date": birth(holder.birth_date),
        "email": found.email or "",
        "reason": "",
    }
    return _correct_form(found, typed, {}, 200)


@ROUTES.post("/attestations/<number>/corriger", Role.COORDINATOR)
def compare(number: str) -> ResponseReturnValue:
    """Show the old and the new side by side; nothing is changed yet."""
    found = _record(number)
    typed = _typed()
    correction = _correction(typed)
    if isinstance(correction, dict):
        return _correct_form(found, typed, correction, 422)
    try:
        check_reason(typed["reason"])
        with reading(context().register) as session:
            check_ending(context(), session, Number(number), correction)
    except EndingRefusedError as error:
        return _correct_form(found, typed, {"": said(error)}, 422)
    return render_template(
        "compare.html",
        record=found,
        correction=correction,
        typed=typed,
        can_send=_can_send(correction),
        undo=context().settings.desk.undo,
    )


@ROUTES.post("/attestations/<number>/remplacer", Role.COORDINATOR)
def replace_act(number: str) -> ResponseReturnValue:
    """Replace, now or when the time for second thoughts is over."""
    typed = _typed()
    correction = _correction(typed)
    if isinstance(correction, dict):
        return _correct_form(_record(number), typed, correction, 422)
    try:
        new = ask_ending(
            current_context(),
            mail_context(),
            Number(number),
            reason=typed["reason"],
            correction=HeldCorrection(
                correction=correction, is_sent="send" in request.form and _can_send(correction)
            ),
            login=viewer().login,
            at_once="at_once" in request.form,
        )
    except EndingRefusedError as error:
        return _correct_form(_record(number), typed, {"": said(error)}, 422)
    desk().worker.wake()
    return redirect(url_for("attestation_page", number=new or number), 303)


@ROUTES.post("/attestations/<number>/annuler", Role.COORDINATOR)
def call_back_act(number: str) -> ResponseReturnValue:
    """Undo what is not signed yet."""
    call_back(context(), Number(number), login=viewer().login)
    return redirect(url_for("attestation_page", number=number), 303)


@ROUTES.post("/attestations/<number>/maintenant", Role.COORDINATOR)
def finish_act(number: str) -> ResponseReturnValue:
    """Carry out a pending change at once."""
    new = finish_now(current_context(), mail_context(), Number(number), login=viewer().login)
    return redirect(url_for("attestation_page", number=new or number), 303)


def _record(number: str) -> Record:
    with reading(context().register) as session:
        found = record(session, Number(number))
    if found is None or found.state is State.RESERVED:
        abort(404)
    return found


def _can_send(correction: Correction) -> bool:
    return correction.email is not None and mail_context().settings.mail is not None


def _typed() -> dict[str, str]:
    typed = {name: request.form.get(name, "")[:_MAX_FIELD_CHARACTERS] for name in _FIELDS}
    return typed | {"reason": reason_in(request.form)}


def _correction(typed: dict[str, str]) -> Correction | dict[str, str]:
    """Return what was typed as a correction, or by field what is wrong with it."""
    problems: dict[str, str] = {}
    names: dict[str, str | None] = {}
    for field in ("family_name", "given_name"):
        text = typed[field].strip()
        name = parse_person_name(text or None)
        if isinstance(name, Fault):
            problems[field] = _wrong(name)
        else:
            names[field] = name
    family = names.get("family_name")
    if family is None and "family_name" not in problems:
        problems["family_name"] = sentence("Le nom manque. Un nom unique s’écrit ici.")
    born = parse_birth_date(typed["birth_date"].strip() or None, today=context().now().date())
    if isinstance(born, Fault):
        problems["birth_date"] = _wrong(born)
    email = parse_email(typed["email"].strip() or None)
    if isinstance(email, Fault):
        problems["email"] = _wrong(email)
    if problems or family is None or isinstance(born, Fault) or isinstance(email, Fault):
        return problems
    holder = Holder(family_name=family, given_name=names.get("given_name"), birth_date=born)
    return Correction(holder=holder, email=email)


def _wrong(fault: Fault) -> Sentence:
    return sentence("{message} {remedy}", message=fault.message, remedy=fault.remedy)


def _correct_form(
    found: Record, typed: dict[str, str], problems: dict[str, str], status: int
) -> ResponseReturnValue:
    page = render_template(
        "correct.html",
        record=found,
        typed=typed,
        problems=problems,
        most=MAX_REASON_CHARACTERS,
        reason=reason_values(CORRECTED, typed["reason"]),
    )
    return page, status


def _withdraw_form(found: Record, problem: str | None, status: int) -> ResponseReturnValue:
    page = render_template(
        "withdraw.html",
        record=found,
        reason=reason_values(WITHDRAWN, reason_in(request.form)),
        problem=problem,
        undo=context().settings.desk.undo,
    )
    return page, status
