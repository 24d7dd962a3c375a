"""How a file of another shape is read: the page that asks, and the profile that remembers."""

from dataclasses import replace

from flask import Response, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from attestation.errors import WorkbookError
from issuer.desk.auth.access import Role, Routes
from issuer.desk.context import context, viewer
from issuer.desk.kept_workbooks import keep_answers
from issuer.desk.pages.first_reading import read_so
from issuer.desk.pages.reading_form import answered_reading, are_asked, show_reading
from issuer.desk.pages.reading_labels import LAYOUTS, ORDERS, ROLES
from issuer.desk.pages.uploaded_workbook import (
    UploadedWorkbook,
    decode_upload,
    encode_upload,
    read_beside,
)
from issuer.desk.views.under_way import kept_workbook
from issuer.workbook.layouts.enrolment import Unmatched
from issuer.workbook.layouts.profile import encode_profile
from issuer.workbook.layouts.reading import Reading
from issuer.workbook.profiled import Source
from register import desk_work
from register.database import writing
from register.desk_work import KeptWorkbook

ROUTES = Routes()


@ROUTES.get("/classeurs/<identifier>/lecture", Role.COORDINATOR)
def reading_page(identifier: str) -> ResponseReturnValue:
    """Show what the file looks like, and ask what no title says."""
    kept = kept_workbook(identifier)
    uploaded, source, reading = _of(kept)
    problem: WorkbookError | None = None
    unmatched: tuple[Unmatched, ...] = ()
    if not uploaded.is_read:
        try:
            _, unmatched = read_so(uploaded, reading, today=context().now().date())
        except WorkbookError as error:
            problem = error
    return _page(kept, source, reading, problem, unmatched)


@ROUTES.post("/classeurs/<identifier>/lecture", Role.COORDINATOR)
def read_workbook_so(identifier: str) -> ResponseReturnValue:
    """Read the file as the form says; nothing is issued."""
    kept = kept_workbook(identifier)
    uploaded, source, reading = _of(kept)
    today = context().now().date()
    unmatched: tuple[Unmatched, ...] = ()
    try:
        source = read_beside(
            source, module=request.files.get("module"), enrolled=request.files.get("enrolled")
        )
        reading, is_shown = answered_reading(source, reading, request.form)
    except WorkbookError as error:
        return _page(kept, source, reading, error, unmatched), 422
    except (ValueError, KeyError):
        abort(400)
    asked = replace(uploaded, source=source, reading=reading, sheets=(), read_as=None)
    problem: WorkbookError | None = None
    try:
        read, unmatched = read_so(asked, reading, today=today)
    except WorkbookError as error:
        problem, read = error, asked
    if is_shown and problem is None and are_asked(unmatched, request.form):
        changed = replace(kept, content=encode_upload(read), changed_at=context().instant())
        keep_answers(
            context(),
            changed,
            module_code=read.records(today=today).module.code,
            decisions=f"lecture : {reading.profile.layout.value}",
            who=viewer().login,
        )
        return redirect(url_for("preview", identifier=identifier), 303)
    changed = replace(kept, content=encode_upload(asked), changed_at=context().instant())
    with writing(context().register) as session:
        desk_work.keep_workbook(session, changed)
    return _page(kept, source, reading, problem, unmatched), 422 if problem else 200


@ROUTES.get("/classeurs/<identifier>/profil.json", Role.COORDINATOR)
def reading_profile(identifier: str) -> ResponseReturnValue:
    """Return the profile, for the command line."""
    _, _, reading = _of(kept_workbook(identifier))
    return Response(
        encode_profile(reading.profile),
        mimetype="application/json",
        headers={"Content-Disposition": 'attachment; filename="profil.json"'},
    )


def _of(kept: KeptWorkbook) -> tuple[UploadedWorkbook, Source, Reading]:
    """Return what is read in another way than the template; 404 for the template."""
    uploaded = decode_upload(kept.content)
    if uploaded.source is None or uploaded.reading is None:
        abort(404)
    return uploaded, uploaded.source, uploaded.reading


def _page(
    kept: KeptWorkbook,
    source: Source,
    reading: Reading,
    problem: WorkbookError | None,
    unmatched: tuple[Unmatched, ...],
) -> str:
    try:
        page = show_reading(source, reading)
    except WorkbookError as error:  # of the list of enrolled people, or of the module's file
        problem, page = error, show_reading(replace(source, module=None, enrolled=None), reading)
    return render_template(
        "reading.html",
        kept=kept,
        page=page,
        problem=problem,
        unmatched=unmatched,
        layouts=LAYOUTS,
        roles=ROLES[page.table.layout],
        orders=ORDERS,
    )
