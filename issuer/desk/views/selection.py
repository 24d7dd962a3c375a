"""What is done with the people that were ticked on a module's page."""

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from attestation.errors import EndingRefusedError
from attestation.facts import NUMBER_PATTERN, Number
from issuer.desk.auth.access import Role, Routes
from issuer.desk.context import context, desk, mail_context, viewer
from issuer.desk.jobs.pending_changes import ask_ending
from issuer.desk.language import kept_text
from issuer.desk.pages.reason_field import WITHDRAWN, reason_in, reason_values
from issuer.lifecycle.names_without_attestation import forget_names
from issuer.lifecycle.withdrawal import check_reason
from issuer.words.sentence import said, sentence
from register import kept_forms
from register.attestations import Record, records_of
from register.database import reading, writing
from register.kept_forms import FormKind
from register.tables.attestations import State

ROUTES = Routes()

_MOST = 2_000


@ROUTES.post("/module/choisies", Role.COORDINATOR)
def select_people() -> ResponseReturnValue:
    """Keep who was ticked, and lead to what is to be done with them."""
    code, wanted = request.form.get("code", ""), request.form.get("acte", "")
    numbers = [one for one in request.form.getlist("numero") if NUMBER_PATTERN.fullmatch(one)]
    if wanted not in ("envoyer", "retirer"):
        abort(400)
    if len(numbers) > _MOST:
        abort(413)
    if not numbers:
        return render_template(
            "message.html",
            heading=sentence("Personne n’est coché"),
            text=sentence("Revenez à la page du module, et cochez les personnes dont il s’agit."),
        ), 422
    with writing(context().register) as session:
        number = kept_forms.keep_form(
            session,
            {"code": code, "numbers": numbers},
            kind=FormKind.SELECTION,
            login=viewer().login,
            at=context().instant(),
        )
    if wanted == "envoyer":
        return redirect(url_for("confirm_deliveries", module=code, choix=number), 303)
    return redirect(url_for("withdraw_selected_page", number=number), 303)


@ROUTES.get("/module/retirer/<number>", Role.COORDINATOR)
def withdraw_selected_page(number: str) -> ResponseReturnValue:
    """Ask for the one reason of several withdrawals."""
    return _form(number, None, 200)


@ROUTES.post("/module/retirer/<number>", Role.COORDINATOR)
def withdraw_selected(number: str) -> ResponseReturnValue:
    """Ask for each withdrawal; each can be called back until it is due."""
    code, chosen = _standing(number)
    reason = reason_in(request.form)
    # SECURITY: a withdrawal is signed of what the person saw, never of a row that was written
    # meanwhile: test_selection_changed_in_the_register_withdraws_nobody.
    if {one.attestation.number for one in chosen} != set(request.form.getlist("numero")):
        problem = sentence("La liste a changé : la voici, vérifiez-la.")
        return _form(number, problem, 409)
    try:
        check_reason(reason)
    except EndingRefusedError as error:
        return _form(number, said(error), 422)
    refused: list[str] = []
    for one in chosen:
        try:
            ask_ending(
                context(),
                mail_context(),
                one.attestation.number,
                reason=reason,
                correction=None,
                login=viewer().login,
                at_once=False,
            )
        except EndingRefusedError as error:  # one of them waits already, or was just ended
            refused.append(Markup("{}").format(kept_text(said(error))))
    desk().worker.wake()
    if refused:
        text = Markup("{}.").format(Markup(" ; ").join(refused))
        return render_template("message.html", heading=sentence("Pas toutes"), text=text), 409
    return redirect(url_for("module_page", code=code), 303)


@ROUTES.post("/module/oublier", Role.COORDINATOR)
def forget_people_without() -> ResponseReturnValue:
    """Delete the names of those of a module who have no attestation."""
    code = request.form.get("code", "")
    forget_names(context(), code, who=viewer().login)
    return redirect(url_for("module_page", code=code), 303)


def selection(number: str) -> tuple[str, list[Number]]:
    """Return the module's code and whom the viewer ticked; 404 where it is gone."""
    with reading(context().register) as session:
        kept = kept_forms.kept_form(session, number, kind=FormKind.SELECTION, login=viewer().login)
    if kept is None:
        abort(404)
    return str(kept["code"]), [Number(str(one)) for one in kept["numbers"]]


def _standing(number: str) -> tuple[str, list[Record]]:
    code, numbers = selection(number)
    with reading(context().register) as session:
        found = records_of(session, numbers)
    return code, [one for one in found if one.state is State.ISSUED]


def _form(number: str, problem: str | None, status: int) -> ResponseReturnValue:
    code, chosen = _standing(number)
    page = render_template(
        "withdraw_selected.html",
        number=number,
        code=code,
        people=chosen,
        reason=reason_values(WITHDRAWN, reason_in(request.form)),
        problem=problem,
        undo=context().settings.desk.undo,
    )
    return page, status
