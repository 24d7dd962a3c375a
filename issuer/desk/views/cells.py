"""Correcting cells of a workbook: a row, some alike, and taking that back."""

from dataclasses import replace
from itertools import zip_longest

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from issuer.desk.auth.access import Role, Routes
from issuer.desk.context import context
from issuer.desk.pages.cell_changes import MAX_CELL_CHARACTERS, CellPlace
from issuer.desk.pages.preview import mirror_row
from issuer.desk.pages.uploaded_workbook import UploadedWorkbook, encode_upload
from issuer.desk.views.under_way import (
    keep_changed,
    kept_workbook,
    plan_of,
    read_workbook_of,
    wanted_outcome,
)
from issuer.words.sentence import sentence
from issuer.workbook.errors import WorkbookError
from issuer.workbook.format.cells import Sheet, column_index, column_letter, text_of, visible
from issuer.workbook.model import Mark
from issuer.workbook.parsing.attendance_columns import find_people_header
from register.desk_work import KeptWorkbook

ROUTES = Routes()

_CELL = "cell-"


@ROUTES.get("/classeurs/<identifier>/<int:sheet>/<int:row>", Role.COORDINATOR)
def row_page(identifier: str, sheet: int, row: int) -> ResponseReturnValue:
    """Show one row with a field for each cell."""
    kept = kept_workbook(identifier)
    uploaded = read_workbook_of(kept)
    found = _row(uploaded, sheet, row)
    problems = plan_of(uploaded).problems
    return render_template(
        "row.html",
        kept=kept,
        sheet=sheet,
        sheet_name=found.name,
        row=mirror_row(
            found, row - 1, [problem for problem in problems if problem.sheet == found.name]
        ),
        labels=_labels(uploaded, sheet),
        marks=list(Mark),
        most=MAX_CELL_CHARACTERS,
        wanted=wanted_outcome(),
    )


@ROUTES.post("/classeurs/<identifier>/<int:sheet>/<int:row>", Role.COORDINATOR)
def correct_row(identifier: str, sheet: int, row: int) -> ResponseReturnValue:
    """Put other texts into the cells of one row, or leave the row out."""
    kept = kept_workbook(identifier)
    uploaded = read_workbook_of(kept)
    width = max(map(len, _row(uploaded, sheet, row).rows))
    if "leave_out" in request.form:
        texts = dict.fromkeys(range(width), "")
    else:
        texts = {
            column_index(name.removeprefix(_CELL)): text[:MAX_CELL_CHARACTERS]
            for name, text in request.form.items()
            if name.startswith(_CELL) and name.removeprefix(_CELL).isalpha()
        }
        texts = {column: text for column, text in texts.items() if column < width}
    cells = {CellPlace(sheet, row - 1, column): text for column, text in texts.items()}
    changed = uploaded.with_cells(cells)
    return _keep(kept, changed, anchor=f"ligne-{sheet}-{row}")


@ROUTES.post("/classeurs/<identifier>/cases", Role.COORDINATOR)
def correct_cells(identifier: str) -> ResponseReturnValue:
    """Put one text into some cells: one, or all that are alike."""
    kept = kept_workbook(identifier)
    uploaded = read_workbook_of(kept)
    try:
        places = [CellPlace.decode(text) for text in request.form.get("cells", "").split(",")]
    except ValueError:
        abort(400)
    for place in places:
        found = _row(uploaded, place.sheet, place.row + 1)
        if place.column >= max(map(len, found.rows)):
            abort(404)
    text = request.form.get("text", "")[:MAX_CELL_CHARACTERS]
    changed = uploaded.with_cells(dict.fromkeys(places, text))
    return _keep(kept, changed, anchor="problemes")


@ROUTES.post("/classeurs/<identifier>/retablir", Role.COORDINATOR)
def revoke_change(identifier: str) -> ResponseReturnValue:
    """Take back what one click changed."""
    kept = kept_workbook(identifier)
    batch = request.form.get("batch", "")
    uploaded = read_workbook_of(kept)
    if not batch.isdecimal() or int(batch) not in {one.batch for one in uploaded.changes}:
        abort(404)
    return _keep(kept, uploaded.without_change(int(batch)), anchor="corrections")


def _keep(kept: KeptWorkbook, changed: UploadedWorkbook, *, anchor: str) -> ResponseReturnValue:
    try:
        changed.records(today=context().now().date())
    except WorkbookError as error:
        return render_template("message.html", heading=error.message, text=error.remedy), 422
    keep_changed(replace(kept, content=encode_upload(changed), changed_at=context().instant()))
    preview = url_for(
        "preview", identifier=kept.id, resultat=wanted_outcome() or None, _anchor=anchor
    )
    return redirect(preview, 303)


def _row(uploaded: UploadedWorkbook, sheet: int, row: int) -> Sheet:
    sheets = uploaded.everything()
    if sheet >= len(sheets) or not 1 <= row <= len(sheets[sheet].rows):
        abort(404)
    return sheets[sheet]


def _labels(uploaded: UploadedWorkbook, sheet: int) -> list[str]:
    """Return what each column of a sheet is: its header where it has one, else its letter."""
    found = uploaded.everything()[sheet]
    header = find_people_header(found)
    cells = () if header is None else found.rows[header]
    letters = map(column_letter, range(max(map(len, found.rows))))
    texts = [visible(text_of(cell)) for cell in cells]
    return [
        text or sentence("Colonne {letter}", letter=letter)
        for letter, text in zip_longest(letters, texts, fillvalue="")
    ]
