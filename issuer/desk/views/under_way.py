"""The workbook that a page is about, as it was kept."""

from collections.abc import Sequence
from typing import NoReturn

from flask import abort, make_response, redirect, render_template, request, url_for

from issuer.desk.context import context, current_context, viewer
from issuer.desk.pages.uploaded_workbook import UploadedWorkbook, decode_upload
from issuer.lifecycle.corrected_module import ModuleCorrection, moved_sessions
from issuer.planning.earlier_people import issued_modules, people_of
from issuer.planning.plan import Outcome, Plan, module_of
from issuer.planning.planning import plan_records
from issuer.workbook.format.cells import Sheet
from issuer.workbook.model import AttendanceRecords
from register import desk_work, kept_forms
from register.database import reading, writing
from register.desk_work import KeptWorkbook
from register.kept_forms import FormKind, PutAside


def kept_workbook(identifier: str) -> KeptWorkbook:
    """Return the workbook; say who issued from it, or answer 404 where there is none."""
    with reading(context().register) as session:
        kept = desk_work.kept_workbook(session, identifier)
        issued = kept_forms.kept_of_kind(session, FormKind.ISSUED, number=identifier)
        aside = kept_forms.kept_of_kind(session, FormKind.WORKBOOK, number=identifier)
    if kept is None:
        _say_why_gone(issued, aside)
    return kept


def _say_why_gone(issued: Sequence[PutAside], aside: Sequence[PutAside]) -> NoReturn:
    if not issued and not aside:
        abort(404)
    page = render_template(
        "workbook_gone.html",
        issued=issued[0] if issued else None,
        aside=aside[0] if aside else None,
        is_mine=(issued or aside)[0].login == viewer().login,
    )
    abort(make_response(page, 409))


def read_workbook_of(kept: KeptWorkbook) -> UploadedWorkbook:
    """Return what it holds; lead to the page that asks how it is read, where that is not known."""
    uploaded = decode_upload(kept.content)
    if not uploaded.is_read:
        abort(redirect(url_for("reading_page", identifier=kept.id), 303))
    return uploaded


def records_of(uploaded: UploadedWorkbook) -> AttendanceRecords:
    """Return what it says."""
    return uploaded.records(today=context().now().date())


def plan_of(uploaded: UploadedWorkbook) -> Plan:
    """Return what issuing from it would do, given the register."""
    records = records_of(uploaded)
    return plan_records(
        records,
        register=context().register,
        settings=current_context().settings,
        at=context().now(),
        decisions=uploaded.decided(records),
    )


def module_in_workbook(identifier: str, base: ModuleCorrection) -> ModuleCorrection | None:
    """Return what a workbook says of a module that was issued otherwise; None where it cannot."""
    module = module_of(
        records_of(read_workbook_of(kept_workbook(identifier))).module,
        language=base.module.document_language,
    )
    moved = moved_sessions(base.module.sessions, module.sessions)
    if moved is None or module.code != base.module.code:
        return None
    percent = current_context().settings.issue.required_percent_for(module.code)
    return ModuleCorrection(module=module, moved=moved, required_percent=percent)


def keep_changed(kept: KeptWorkbook) -> None:
    """Keep a workbook in which something was corrected."""
    with writing(context().register) as session:
        desk_work.keep_workbook(session, kept)


def chosen_people() -> Sheet | None:
    """Return the people of the earlier module that a form names; None where it names none."""
    code = request.form.get("earlier", "")
    if not code:
        return None
    if code not in {one.code for one in issued_modules(context())}:
        abort(400)
    return people_of(context().register, context().trusted, code)


def wanted_outcome() -> Outcome | None:
    """Return which people alone the preview shows, before and after a correction."""
    try:
        return Outcome(request.values.get("resultat", ""))
    except ValueError:
        return None
