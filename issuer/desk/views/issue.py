"""A job of issuing: how far it is, what came of it."""

from flask import abort, jsonify, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from issuer.desk.auth.access import Role, Routes
from issuer.desk.context import context, desk, viewer
from issuer.desk.jobs.issuing import confirm_job, people_of
from issuer.desk.jobs.module_job import asked_correction
from register import desk_work
from register.database import reading

ROUTES = Routes()


@ROUTES.get("/delivrances/<int:number>", Role.NAMES)
def job_page(number: int) -> ResponseReturnValue:
    """Show how far a job is; when it is done, its attestations."""
    with reading(context().register) as session:
        job = desk_work.job(session, number)
        if job is None:
            abort(404)
        done, total = desk_work.job_progress(session, job)
        is_failed = job.state is desk_work.JobState.FAILED
        is_done = job.state is desk_work.JobState.DONE
        waiting = people_of(desk_work.job_facts(session, number)) if is_failed else []
        results = desk_work.job_results(session, job) if is_done else []
    asked = asked_correction(job)
    return render_template(
        "job.html",
        job=job,
        done=done,
        total=total,
        results=results,
        waiting=waiting,
        asked=asked,
        is_held=asked is not None and asked.due_at > context().instant(),
    )


@ROUTES.get("/delivrances/<int:number>/etat", Role.NAMES)
def job_state(number: int) -> ResponseReturnValue:
    """Return the same as numbers, for the page's script."""
    with reading(context().register) as session:
        job = desk_work.job(session, number)
        if job is None:
            abort(404)
        done, total = desk_work.job_progress(session, job)
    return jsonify(state=job.state.value, done=done, total=total)


@ROUTES.post("/delivrances/<int:number>/reprendre", Role.COORDINATOR)
def resume_job(number: int) -> ResponseReturnValue:
    """Take a job up again that something had stopped."""
    if not confirm_job(context(), number, login=viewer().login):
        abort(404)
    desk().worker.wake()
    return redirect(url_for("job_page", number=number), 303)
