"""Modules to come: written down at the desk, with a list to sign and a filled workbook."""

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from issuer.desk.auth.access import Role, Routes
from issuer.desk.context import context, viewer
from issuer.desk.pages.bundles import plain_name
from issuer.desk.pages.filled_template import workbook_of
from issuer.desk.pages.planned_form import (
    TEXTS,
    planned_in,
    rows_of,
    typed_in,
    typed_like,
    typed_of,
)
from issuer.desk.views.module import attachment
from issuer.lifecycle.exports import record_export
from issuer.words.sentence import Sentence, sentence
from register.attestations import module
from register.database import reading, writing
from register.planned_modules import (
    PlannedModule,
    drop_planned,
    planned_module,
    store_planned,
)

ROUTES = Routes()

_SESSIONS_ON_A_SHEET = 8
_EMPTY_ROWS = 5


@ROUTES.get("/modules/nouveau", Role.COORDINATOR)
def new_module() -> ResponseReturnValue:
    """Show the form: empty, like another module, or with what was written down before."""
    code, like = request.args.get("code"), request.args.get("comme")
    with reading(context().register) as session:
        planned = None if code is None else planned_module(session, code)
        model = None if like is None else module(session, like)
    if (code is not None and planned is None) or (like is not None and model is None):
        abort(404)
    typed: dict[str, str] = {}
    if planned is not None:
        typed = typed_of(planned.module, planned.people)
    elif model is not None:
        typed = typed_like(model)
    return _form(typed, [])


@ROUTES.post("/modules/nouveau", Role.COORDINATOR)
def keep_module() -> ResponseReturnValue:
    """Keep a module to come."""
    typed = typed_in(request.form)
    planned = planned_in(typed)
    if isinstance(planned, list):
        return _form(typed, planned), 422
    with writing(context().register) as session:
        if module(session, planned.module.code) is not None:
            problem = sentence("Ce code est celui d’un module délivré : choisissez-en un autre.")
            return _form(typed, [problem]), 422
        store_planned(session, planned, login=viewer().login, at=context().instant())
    return redirect(url_for("planned_page", code=planned.module.code), 303)


@ROUTES.get("/modules/prevu", Role.COORDINATOR)
def planned_page() -> ResponseReturnValue:
    """Show a module to come."""
    return render_template("planned.html", planned=_planned(request.args.get("code", "")))


@ROUTES.get("/modules/prevu/liste", Role.COORDINATOR)
def attendance_list() -> ResponseReturnValue:
    """Show the list that people sign at each session, for printing."""
    planned = _planned(request.args.get("code", ""))
    sessions = planned.module.sessions
    starts = range(0, len(sessions), _SESSIONS_ON_A_SHEET)
    return render_template(
        "attendance_list.html",
        module=planned.module,
        people=planned.people,
        empty_rows=_EMPTY_ROWS,
        sheets=[sessions[start : start + _SESSIONS_ON_A_SHEET] for start in starts],
    )


@ROUTES.post("/modules/prevu/classeur", Role.COORDINATOR)
def planned_workbook() -> ResponseReturnValue:
    """Return the workbook of a module to come: sessions and people filled in, no mark."""
    planned = _planned(request.form.get("code", ""))
    people = [
        (one.family_name, one.given_name, one.birth_date, one.email) for one in planned.people
    ]
    code = planned.module.code
    record_export(context(), who=viewer().login, subject=code, detail="template")
    return attachment(workbook_of(planned.module, people), f"{plain_name(code)}-presences.xlsx")


@ROUTES.post("/modules/prevu/supprimer", Role.COORDINATOR)
def forget_module() -> ResponseReturnValue:
    """Delete a module to come, and the names of who is enrolled."""
    with writing(context().register) as session:
        drop_planned(session, request.form.get("code", ""))
    return redirect(url_for("modules"), 303)


def _planned(code: str) -> PlannedModule:
    with reading(context().register) as session:
        found = planned_module(session, code)
    if found is None:
        abort(404)
    return found


def _form(typed: dict[str, str], faults: list[Sentence]) -> str:
    return render_template(
        "planned_form.html", typed=typed, faults=faults, texts=TEXTS, rows=rows_of(typed)
    )
