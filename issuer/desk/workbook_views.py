"""Bringing a workbook: the preview, corrections on the page, a second upload, the confirmation."""

import secrets
from dataclasses import replace
from itertools import zip_longest

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import FileStorage

from attestation.errors import WorkbookError
from issuer.audit import Act, Deed, recorded
from issuer.desk.access import Role, Routes
from issuer.desk.brought import (
    MAX_CELL_CHARACTERS,
    Brought,
    bring,
    decode_brought,
    encode_brought,
    shown_name,
)
from issuer.desk.context import desk, office, viewer
from issuer.desk.jobs import start_job
from issuer.desk.preview import count_outcomes, differences, digest_of, mirror, mirror_row
from issuer.plan import Outcome, Plan
from issuer.planning import plan_records
from issuer.workbook.attendance_columns import find_people_header
from issuer.workbook.cells import Sheet, column_index, column_letter, text_of, visible
from issuer.workbook.model import Mark
from register import desk_work
from register.database import reading, writing
from register.desk_work import KeptWorkbook

ROUTES = Routes()

_CELL = "cell-"


@ROUTES.get("/classeurs/nouveau", Role.COORDINATOR)
def new_workbook() -> ResponseReturnValue:
    """Show where to drop the workbook."""
    return render_template("bring.html", problem=None, kept=None)


@ROUTES.post("/classeurs/nouveau", Role.COORDINATOR)
def bring_workbook() -> ResponseReturnValue:
    """Read a workbook and keep its cells."""
    return _receive(None)


@ROUTES.get("/classeurs/<identifier>/de-nouveau", Role.COORDINATOR)
def bring_again_page(identifier: str) -> ResponseReturnValue:
    """Show where to drop the workbook that was put right."""
    return render_template("bring.html", problem=None, kept=_kept(identifier))


@ROUTES.post("/classeurs/<identifier>/de-nouveau", Role.COORDINATOR)
def bring_again(identifier: str) -> ResponseReturnValue:
    """Read it in the place of the first one, which is kept to show the difference."""
    return _receive(_kept(identifier))


@ROUTES.get("/classeurs/<identifier>", Role.COORDINATOR)
def preview(identifier: str) -> ResponseReturnValue:
    """Show what was understood, row by row; nothing is issued."""
    kept = _kept(identifier)
    brought = decode_brought(kept.content)
    plan = _plan(brought)
    wanted = _wanted_outcome()
    before = None if kept.before is None else _plan(decode_brought(kept.before))
    return render_template(
        "preview.html",
        kept=kept,
        plan=plan,
        sheets=mirror(brought, plan),
        counts=count_outcomes(plan),
        wanted=wanted,
        changes=brought.changes,
        differences=None if before is None else differences(before, plan),
    )


@ROUTES.get("/classeurs/<identifier>/<int:sheet>/<int:row>", Role.COORDINATOR)
def row_page(identifier: str, sheet: int, row: int) -> ResponseReturnValue:
    """Show one row with a field for each cell."""
    kept = _kept(identifier)
    brought = decode_brought(kept.content)
    found = _row(brought, sheet, row)
    problems = _plan(brought).problems
    return render_template(
        "row.html",
        kept=kept,
        sheet=sheet,
        sheet_name=found.name,
        row=mirror_row(
            found, row - 1, [problem for problem in problems if problem.sheet == found.name]
        ),
        labels=_labels(brought, sheet),
        marks=list(Mark),
        most=MAX_CELL_CHARACTERS,
    )


@ROUTES.post("/classeurs/<identifier>/<int:sheet>/<int:row>", Role.COORDINATOR)
def correct_row(identifier: str, sheet: int, row: int) -> ResponseReturnValue:
    """Put other texts into the cells of one row, or leave the row out."""
    kept = _kept(identifier)
    brought = decode_brought(kept.content)
    width = max(map(len, _row(brought, sheet, row).rows))
    if "leave_out" in request.form:
        texts = dict.fromkeys(range(width), "")
    else:
        texts = {
            column_index(name.removeprefix(_CELL)): text[:MAX_CELL_CHARACTERS]
            for name, text in request.form.items()
            if name.startswith(_CELL) and name.removeprefix(_CELL).isalpha()
        }
        texts = {column: text for column, text in texts.items() if column < width}
    changed = brought.with_row(sheet, row - 1, texts)
    try:
        changed.records(today=office().now().date())
    except WorkbookError as error:
        return render_template("message.html", heading=error.message, text=error.remedy), 422
    _keep(replace(kept, content=encode_brought(changed), changed_at=office().instant()))
    return redirect(url_for("preview", identifier=identifier, _anchor=f"ligne-{sheet}-{row}"), 303)


@ROUTES.post("/classeurs/<identifier>/abandonner", Role.COORDINATOR)
def put_aside(identifier: str) -> ResponseReturnValue:
    """Forget a workbook."""
    _kept(identifier)
    with writing(office().register) as session:
        desk_work.drop_workbook(session, identifier)
    return redirect(url_for("modules"), 303)


@ROUTES.get("/classeurs/<identifier>/delivrer", Role.COORDINATOR)
def confirm(identifier: str) -> ResponseReturnValue:
    """Say exactly what will happen."""
    kept = _kept(identifier)
    plan = _plan(decode_brought(kept.content))
    return render_template(
        "confirm.html",
        kept=kept,
        plan=plan,
        counts=count_outcomes(plan),
        digest=digest_of(plan),
        has_changed=False,
    )


@ROUTES.post("/classeurs/<identifier>/delivrer", Role.COORDINATOR)
def issue_workbook(identifier: str) -> ResponseReturnValue:
    """Start issuing what was confirmed, and only that."""
    kept = _kept(identifier)
    plan = _plan(decode_brought(kept.content))
    # SECURITY: another tab, or another person, may have changed it since the page was shown:
    # test_confirmation_is_for_what_was_shown.
    if request.form.get("digest") != digest_of(plan) or not plan.drafts():
        page = render_template(
            "confirm.html",
            kept=kept,
            plan=plan,
            counts=count_outcomes(plan),
            digest=digest_of(plan),
            has_changed=True,
        )
        return page, 409
    number = start_job(office(), plan, login=viewer().login, workbook_id=identifier)
    desk().worker.wake()
    return redirect(url_for("job_page", number=number), 303)


def _receive(earlier: KeptWorkbook | None) -> ResponseReturnValue:
    upload, module_upload = _upload("workbook"), _upload("module")
    today = office().now().date()
    try:
        if upload is None:
            raise WorkbookError("Aucun fichier n’est arrivé.", remedy="Choisissez le classeur.")
        before = None if earlier is None else decode_brought(earlier.content).module_sheets
        brought = bring(upload, module_upload, known_module=before, today=today)
        content = encode_brought(brought)
        code = brought.records(today=today).module.code
    except WorkbookError as error:
        return render_template("bring.html", problem=error, kept=earlier), 422
    kept = KeptWorkbook(
        id=secrets.token_hex(16) if earlier is None else earlier.id,
        login=viewer().login,
        file_name=shown_name(upload),
        changed_at=office().instant(),
        content=content,
        before=None if earlier is None else earlier.content,
    )
    with recorded(
        office(), Deed(who=viewer().login, act=Act.WORKBOOK_BROUGHT, subject=code)
    ) as session:
        desk_work.keep_workbook(session, kept)
    return redirect(url_for("preview", identifier=kept.id), 303)


def _upload(name: str) -> FileStorage | None:
    file = request.files.get(name)
    return file if file is not None and file.filename else None


def _kept(identifier: str) -> KeptWorkbook:
    with reading(office().register) as session:
        kept = desk_work.kept_workbook(session, identifier)
    if kept is None:
        abort(404)
    return kept


def _keep(kept: KeptWorkbook) -> None:
    with writing(office().register) as session:
        desk_work.keep_workbook(session, kept)


def _plan(brought: Brought) -> Plan:
    at = office().now()
    return plan_records(
        brought.records(today=at.date()),
        register=office().register,
        settings=office().settings.issue,
        at=at,
    )


def _row(brought: Brought, sheet: int, row: int) -> Sheet:
    sheets = brought.everything()
    if sheet >= len(sheets) or not 1 <= row <= len(sheets[sheet].rows):
        abort(404)
    return sheets[sheet]


def _labels(brought: Brought, sheet: int) -> list[str]:
    """Say what each column of a sheet is: its header where it has one, else its letter."""
    found = brought.everything()[sheet]
    header = find_people_header(found)
    cells = () if header is None else found.rows[header]
    letters = map(column_letter, range(max(map(len, found.rows))))
    texts = [visible(text_of(cell)) for cell in cells]
    return [
        text or f"Colonne {letter}" for letter, text in zip_longest(letters, texts, fillvalue="")
    ]


def _wanted_outcome() -> Outcome | None:
    try:
        return Outcome(request.args.get("resultat", ""))
    except ValueError:
        return None
