"""The file for the printer of a whole module: asked for, how far it is, and then the file."""

from flask import Response, abort, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from issuer.desk.auth.access import Role, Routes
from issuer.desk.context import context, desk, viewer
from issuer.desk.jobs.print_jobs import PrintJob
from issuer.desk.pages.bundles import plain_name, write_print_file
from issuer.lifecycle.exports import record_export
from register.attestations import records
from register.database import reading
from register.tables.attestations import State

ROUTES = Routes()

_AT_ONCE_SECONDS = 1.0
"""A small module is made while one waits."""


@ROUTES.post("/module/imprimer", Role.NAMES)
def print_module() -> ResponseReturnValue:
    """Begin the file with all pages of a module."""
    code = request.form.get("code", "")
    with reading(context().register) as session:
        total = sum(one.state is State.ISSUED for one in records(session, module_code=code))
    if not total:
        abort(404)
    issuer = context()
    record_export(issuer, who=viewer().login, subject=code, detail="print")
    job = desk().print_jobs.start(
        lambda job, output: write_print_file(
            issuer, code, output, count=job.total, on_page=job.count_page
        ),
        login=viewer().login,
        module_code=code,
        total=total,
        at=context().instant(),
    )
    if job.wait(_AT_ONCE_SECONDS) and job.problem is None:
        return _file(job)
    return redirect(url_for("print_page", number=job.number), 303)


@ROUTES.get("/impressions/<number>", Role.NAMES)
def print_page(number: str) -> ResponseReturnValue:
    """Show how far the file is; when it is whole, offer it."""
    return render_template("printing.html", job=_job(number))


@ROUTES.get("/impressions/<number>/etat", Role.NAMES)
def print_state(number: str) -> ResponseReturnValue:
    """Return the same as numbers, for the page's script."""
    job = _job(number)
    return jsonify(state=job.state, done=job.done, total=job.total)


@ROUTES.get("/impressions/<number>/fichier.pdf", Role.NAMES)
def printed_file(number: str) -> ResponseReturnValue:
    """Return the file."""
    job = _job(number)
    if job.state != "done":
        abort(404)
    return _file(job)


def _job(number: str) -> PrintJob:
    job = desk().print_jobs.find(number, login=viewer().login)
    if job is None:
        abort(404)
    return job


def _file(job: PrintJob) -> Response:
    response = Response(job.pieces(), mimetype="application/pdf")
    response.headers["Content-Length"] = str(job.length)
    name = f"{plain_name(job.module_code)}-impression.pdf"
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response
