"""The modules: the list, one of them, the search, and documents together."""

from collections import Counter
from datetime import datetime

from flask import Response, abort, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from issuer.delivery.expiry_warnings import expiry_warnings
from issuer.desk.auth.access import Role, Routes
from issuer.desk.context import context, viewer
from issuer.desk.jobs.module_job import asked_correction
from issuer.desk.pages.bundles import plain_name, zip_documents
from issuer.desk.pages.filled_template import blank_template, filled_template
from issuer.desk.pages.module_people import FILTERS, ORDERS, Order, listed_people
from issuer.desk.pages.waiting import what_waits
from issuer.export.documents import register_table
from issuer.lifecycle.exports import record_export
from register import desk_work, kept_forms
from register.attestations import module, records
from register.database import reading, writing
from register.delivery_board import stage_counts
from register.figures import module_figures
from register.kept_forms import FormKind
from register.planned_modules import planned_modules
from register.reservation import Module
from register.search import search_records
from register.tables.attestations import State
from register.without_right import without_right

ROUTES = Routes()

MOST_FOUND = 100


@ROUTES.get("/", Role.NAMES)
def modules() -> ResponseReturnValue:
    """List the modules, and what is under way."""
    with reading(context().register) as session:
        jobs = [
            (job, desk_work.job_progress(session, job))
            for job in desk_work.jobs(session)
            if job.state is not desk_work.JobState.DONE
        ]
        stages = stage_counts(session)
        return render_template(
            "modules.html",
            waiting=what_waits(
                stages,
                [job for job, _ in jobs],
                has_mail=context().settings.mail is not None,
            )
            if viewer().is_coordinator
            else [],
            modules=module_figures(session),
            planned=planned_modules(session) if viewer().is_coordinator else [],
            put_aside=kept_forms.kept_of_kind(session, FormKind.WORKBOOK)
            if viewer().is_coordinator
            else [],
            workbooks=desk_work.kept_workbooks(session) if viewer().is_coordinator else [],
            jobs=jobs,
            corrections=_corrections([job for job, _ in jobs]),
            held=desk_work.held_endings(session),
            stages=stages,
            warnings=expiry_warnings(
                context().settings, context().register, at=context().instant()
            ),
        )


def _corrections(jobs: list[desk_work.Job]) -> dict[int, datetime | None]:
    """Return the jobs that correct a module, with when they begin; None where they have."""
    asked = {job.id: asked_correction(job) for job in jobs}
    return {
        number: one.due_at if one.due_at > context().instant() else None
        for number, one in asked.items()
        if one is not None
    }


@ROUTES.get("/module", Role.NAMES)
def module_page() -> ResponseReturnValue:
    """Show one module with its people, those without an attestation among them."""
    code, wanted = request.args.get("code", ""), request.args.get("etat", "")
    order = Order(request.args["tri"]) if request.args.get("tri") in ORDERS else Order.NUMBER
    with reading(context().register) as session:
        found = _module(session, code)
        issued = [
            record
            for record in records(session, module_code=code)
            if record.state is not State.RESERVED
        ]
        people = listed_people(issued, without_right(session, code), order)
    counts = Counter(one.state for one in people)
    return render_template(
        "module.html",
        module=found,
        people=[one for one in people if wanted in ("", one.state)],
        counts={state: counts[state] for state in FILTERS if counts[state]},
        total=len(people),
        filter_words=FILTERS,
        wanted=wanted if wanted in FILTERS else "",
        order=order,
        orders=ORDERS,
        all_ticked="tous" in request.args,
        has_mail=context().settings.mail is not None,
        standing=counts[State.ISSUED.value],
    )


@ROUTES.get("/module/liste-de-signatures", Role.NAMES)
def signature_list() -> ResponseReturnValue:
    """Show the list that people sign when their attestation is handed out, for printing."""
    code = request.args.get("code", "")
    with reading(context().register) as session:
        found = _module(session, code)
        people = [
            record for record in records(session, module_code=code) if record.state is State.ISSUED
        ]
    people.sort(key=lambda record: record.attestation.holder.key())
    return render_template("signature_list.html", module=found, people=people)


@ROUTES.post("/module/telecharger", Role.NAMES)
def download_module() -> ResponseReturnValue:
    """Return the documents of a module as a ZIP, or its table."""
    code, kind = request.form.get("code", ""), request.form.get("kind", "")
    with reading(context().register) as session:
        if module(session, code) is None:
            abort(404)
    register = context().register
    match kind:
        case "zip":
            answer = send_file(
                zip_documents(context(), code),
                mimetype="application/zip",
                as_attachment=True,
                download_name=f"{plain_name(code)}.zip",
            )
        case "csv" | "xlsx":
            table = register_table(register, kind=kind, module_code=code)
            answer = attachment(table, f"{plain_name(code)}.{kind}")
        case "template":
            answer = attachment(
                filled_template(context(), code), f"{plain_name(code)}-presences.xlsx"
            )
        case _:
            abort(400)
    record_export(context(), who=viewer().login, subject=code, detail=kind)
    return answer


@ROUTES.get("/modele.xlsx", Role.READER)
def empty_template() -> ResponseReturnValue:
    """Return the empty workbook, which explains itself."""
    return attachment(blank_template(), "presences.xlsx")


# A search names people, so it is a POST: no name may be in an address or a log. Its result has a
# number that tells nothing, so that one comes back to it.
@ROUTES.post("/recherche", Role.NAMES)
def search() -> ResponseReturnValue:
    """Keep what is looked for, and lead to what is found."""
    words = request.form.get("q", "").strip()[:200]
    with writing(context().register) as session:
        number = kept_forms.keep_form(
            session,
            {"words": words},
            kind=FormKind.SEARCH,
            login=viewer().login,
            at=context().instant(),
        )
    return redirect(url_for("search_results", number=number), 303)


@ROUTES.get("/recherche/<number>", Role.NAMES)
def search_results(number: str) -> ResponseReturnValue:
    """Show attestations by number, code, name or module."""
    with reading(context().register) as session:
        kept = kept_forms.kept_form(session, number, kind=FormKind.SEARCH, login=viewer().login)
        if kept is None:
            abort(404)
        words = str(kept["words"])
        found = search_records(session, words, limit=MOST_FOUND) if words else []
    return render_template("search.html", words=words, found=found, most=MOST_FOUND)


def attachment(content: bytes, name: str) -> Response:
    """Return bytes as a file to keep."""
    response = Response(content, mimetype="application/octet-stream")
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response


def _module(session: Session, code: str) -> Module:
    found = module(session, code)
    if found is None:
        abort(404)
    return found
