"""How a file of another shape is read: the page that asks, and the profile that remembers."""

from dataclasses import replace

from flask import Response, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from issuer.desk.auth.access import Role, Routes
from issuer.desk.context import context, viewer
from issuer.desk.kept_workbooks import keep_answers
from issuer.desk.pages.first_reading import read_so
from issuer.desk.pages.missing_facts import missing_facts
from issuer.desk.pages.reading_form import answered_reading, are_asked, show_reading
from issuer.desk.pages.reading_labels import LAYOUTS, ORDERS, PARTS, ROLES
from issuer.desk.pages.uploaded_workbook import (
    UploadedWorkbook,
    decode_upload,
    encode_upload,
    read_beside,
)
from issuer.desk.views.under_way import chosen_people, kept_workbook
from issuer.planning.earlier_people import issued_modules
from issuer.workbook.errors import WorkbookError
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
    uploaded, _, reading = _of(kept)
    problem: WorkbookError | None = None
    unmatched: tuple[Unmatched, ...] = ()
    if not uploaded.is_read:
        try:
            _, unmatched = read_so(uploaded, reading, today=context().now().date())
        except WorkbookError as error:
            problem = error
    return _page(kept, uploaded, problem, unmatched)


@ROUTES.post("/classeurs/<identifier>/lecture", Role.COORDINATOR)
def read_workbook_so(identifier: str) -> ResponseReturnValue:
    """Read the file as the form says; nothing is issued."""
    kept = kept_workbook(identifier)
    uploaded, source, reading = _of(kept)
    today = context().now().date()
    unmatched: tuple[Unmatched, ...] = ()
    try:
        source = read_beside(
            source,
            module=request.files.get("module"),
            enrolled=request.files.get("enrolled"),
            earlier=chosen_people(),
        )
        reading, is_shown = answered_reading(source, reading, request.form)
    except WorkbookError as error:
        return _page(kept, replace(uploaded, source=source), error, unmatched), 422
    except (ValueError, KeyError):
        abort(400)
    is_as_before = uploaded.reading is not None and uploaded.reading.profile == reading.profile
    asked = replace(
        uploaded,
        source=source,
        reading=reading,
        sheets=(),
        read_as=uploaded.read_as if is_as_before else None,
    )
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
            decisions=f"lecture : {reading.profile.layout.value}{_whose(source)}",
            who=viewer().login,
        )
        return redirect(url_for("preview", identifier=identifier), 303)
    changed = replace(kept, content=encode_upload(asked), changed_at=context().instant())
    with writing(context().register) as session:
        desk_work.keep_workbook(session, changed)
    return _page(kept, asked, problem, unmatched), 422 if problem else 200


@ROUTES.get("/classeurs/<identifier>/profil.json", Role.COORDINATOR)
def reading_profile(identifier: str) -> ResponseReturnValue:
    """Return the profile, for the command line."""
    _, _, reading = _of(kept_workbook(identifier))
    return Response(
        encode_profile(reading.profile),
        mimetype="application/json",
        headers={"Content-Disposition": 'attachment; filename="profil.json"'},
    )


def _whose(source: Source) -> str:
    """Say for the log from which module's people somebody took names and births."""
    sheets = source.enrolled if source.are_earlier else None
    return "".join(f" ; {sheet.name[0].lower()}{sheet.name[1:]}" for sheet in sheets or ())


def _of(kept: KeptWorkbook) -> tuple[UploadedWorkbook, Source, Reading]:
    """Return what is read in another way than the template; 404 for the template."""
    uploaded = decode_upload(kept.content)
    if uploaded.source is None or uploaded.reading is None:
        abort(404)
    return uploaded, uploaded.source, uploaded.reading


def _page(
    kept: KeptWorkbook,
    uploaded: UploadedWorkbook,
    problem: WorkbookError | None,
    unmatched: tuple[Unmatched, ...],
) -> str:
    source, reading = uploaded.source, uploaded.reading
    if source is None or reading is None:
        raise ValueError("the template is read as it is")
    is_beside_wrong = False
    try:
        page = show_reading(source, reading)
    except WorkbookError as error:  # of the list of enrolled people, or of the module's file
        is_beside_wrong, problem = True, error
        page = show_reading(replace(source, module=None, enrolled=None), reading)
    asked = missing_facts(page, unmatched) if uploaded.read_as and not uploaded.is_read else None
    return render_template(
        "reading.html",
        kept=kept,
        page=page,
        problem=problem if is_beside_wrong or request.method == "POST" or not asked else None,
        unmatched=unmatched,
        read_as=uploaded.read_as,
        earlier=issued_modules(context()),
        asked=tuple(sorted(asked)) if asked else None,
        layouts=LAYOUTS,
        roles=ROLES[page.table.layout],
        orders=ORDERS,
        parts=PARTS,
    )
