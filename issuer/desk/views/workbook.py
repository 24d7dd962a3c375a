"""Uploading a workbook: preview, corrections on the page, second upload, confirmation."""

import secrets
from dataclasses import replace

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import FileStorage

from attestation.facts import Number
from issuer.desk.auth.access import Role, Routes
from issuer.desk.context import context, current_context, desk, viewer
from issuer.desk.jobs.issuing import start_job
from issuer.desk.kept_workbooks import (
    keep_answers,
    keep_upload,
    put_workbook_aside,
    take_workbook_up,
)
from issuer.desk.pages.cell_changes import MAX_CELL_CHARACTERS, change_lines
from issuer.desk.pages.first_reading import first_reading
from issuer.desk.pages.preview import (
    act_in_words,
    count_outcomes,
    differences,
    digest_of,
    mirror,
)
from issuer.desk.pages.problem_panel import MOST_SHOWN, problem_panel
from issuer.desk.pages.uploaded_workbook import (
    decode_upload,
    encode_upload,
    read_uploads,
    shown_name,
)
from issuer.desk.views.under_way import (
    chosen_people,
    keep_changed,
    kept_workbook,
    plan_of,
    read_workbook_of,
    records_of,
    wanted_outcome,
)
from issuer.lifecycle.module_correction import module_as_issued
from issuer.organisation.reading_profiles import kept_profiles, remember
from issuer.planning.earlier_people import issued_modules
from issuer.planning.plan import Plan, PlannedPerson
from issuer.planning.possible_matches import AnotherPerson, Decision, SamePerson
from issuer.words.sentence import sentence
from issuer.workbook.answers import NO_ANSWERS, Answers, Meaning, place_in_words
from issuer.workbook.errors import WorkbookError
from issuer.workbook.model import Participant, Problem
from register.database import reading
from register.desk_work import KeptWorkbook
from register.reservation import Module

ROUTES = Routes()


@ROUTES.get("/classeurs/nouveau", Role.COORDINATOR)
def new_workbook() -> ResponseReturnValue:
    """Show the form for the workbook."""
    return _bring_page(None, None)


@ROUTES.post("/classeurs/nouveau", Role.COORDINATOR)
def bring_workbook() -> ResponseReturnValue:
    """Read a workbook and keep its cells."""
    return _receive(None)


@ROUTES.get("/classeurs/<identifier>/de-nouveau", Role.COORDINATOR)
def bring_again_page(identifier: str) -> ResponseReturnValue:
    """Show the form for the corrected workbook."""
    return _bring_page(None, kept_workbook(identifier))


@ROUTES.post("/classeurs/<identifier>/de-nouveau", Role.COORDINATOR)
def bring_again(identifier: str) -> ResponseReturnValue:
    """Read the corrected workbook; the first one is kept to show the difference."""
    return _receive(kept_workbook(identifier))


@ROUTES.get("/classeurs/<identifier>", Role.COORDINATOR)
def preview(identifier: str) -> ResponseReturnValue:
    """Show what was understood, row by row; nothing is issued."""
    kept = kept_workbook(identifier)
    uploaded = read_workbook_of(kept)
    plan = plan_of(uploaded)
    wanted, sheets = wanted_outcome(), mirror(uploaded, plan)
    earlier = None if kept.before is None else decode_upload(kept.before)
    before = None if earlier is None or not earlier.is_read else plan_of(earlier)
    return render_template(
        "preview.html",
        kept=kept,
        plan=plan,
        sheets=sheets,
        counts=count_outcomes(plan),
        action=act_in_words(plan),
        digest=digest_of(plan),
        wanted=wanted,
        changes=change_lines(uploaded.changes, uploaded.everything()),
        panel=problem_panel(plan.problems, sheets),
        most=MOST_SHOWN,
        cell_most=MAX_CELL_CHARACTERS,
        reading=uploaded.reading,
        read_as=uploaded.read_as,
        decided=uploaded.answers.lines(),
        meanings=list(Meaning),
        set_asides=_offers(plan, "set_aside"),
        keeps=_offers(plan, "keep"),
        differences=None if before is None else differences(before, plan),
        says_otherwise=_says_otherwise(plan.module),
    )


@ROUTES.get("/classeurs/<identifier>/personnes/<int:row>", Role.COORDINATOR)
def person_page(identifier: str, row: int) -> ResponseReturnValue:
    """Show somebody beside those of the register who may be the same person."""
    kept = kept_workbook(identifier)
    found = _person(plan_of(read_workbook_of(kept)), row)
    return render_template("person.html", kept=kept, person=found)


@ROUTES.post("/classeurs/<identifier>/personnes/<int:row>", Role.COORDINATOR)
def decide_person(identifier: str, row: int) -> ResponseReturnValue:
    """Keep whether it is the same person, corrected, or somebody else; nothing is issued."""
    kept = kept_workbook(identifier)
    uploaded = read_workbook_of(kept)
    found = _person(plan_of(uploaded), row)
    decision: Decision | None
    match request.form.get("who", ""):
        case "other":
            decision = AnotherPerson()
        case "":
            decision = None
        case number if number in {one.number for one in found.is_similar}:
            decision = SamePerson(number=Number(number))
        case _:
            abort(400)
    (read,) = [one for one in records_of(uploaded).people if one.row == row]
    if not isinstance(read, Participant):
        abort(404)
    changed = uploaded.with_decision(read.holder(), decision)
    keep_changed(replace(kept, content=encode_upload(changed), changed_at=context().instant()))
    return redirect(url_for("preview", identifier=identifier, _anchor=f"personne-{row}"), 303)


@ROUTES.post("/classeurs/<identifier>/reponses", Role.COORDINATOR)
def answer_questions(identifier: str) -> ResponseReturnValue:
    """Keep what marks mean, and what is left out or counted; nothing is issued."""
    kept = kept_workbook(identifier)
    uploaded = read_workbook_of(kept)
    plan = plan_of(uploaded)
    meanings = {
        question.key: request.form.get(f"mark-{number}", "")
        for number, question in enumerate(plan.questions)
    }
    chosen = [request.form.getlist(name) for name in ("set_aside", "keep")]
    offered = [{getattr(one, name) for one in plan.problems} for name in ("set_aside", "keep")]
    try:
        given = Answers(
            marks={key: Meaning(word) for key, word in meanings.items() if word},
            set_aside=frozenset(chosen[0]) & offered[0],
            kept=frozenset(chosen[1]) & offered[1],
        )
    except ValueError:
        abort(400)
    answers = NO_ANSWERS if "forget" in request.form else uploaded.answers.with_more(given)
    changed = replace(uploaded, answers=answers)
    try:
        changed.records(today=context().now().date())
    except WorkbookError as error:
        return render_template("message.html", heading=error.message, text=error.remedy), 422
    keep_answers(
        context(),
        replace(kept, content=encode_upload(changed), changed_at=context().instant()),
        module_code=plan.module.code,
        decisions=answers.for_the_log(),
        who=viewer().login,
    )
    wanted = wanted_outcome() or None
    return redirect(url_for("preview", identifier=identifier, resultat=wanted), 303)


@ROUTES.post("/classeurs/<identifier>/abandonner", Role.COORDINATOR)
def put_aside(identifier: str) -> ResponseReturnValue:
    """Put a workbook aside; it can be taken up again for a day."""
    put_workbook_aside(context(), kept_workbook(identifier), who=viewer().login)
    return redirect(url_for("modules"), 303)


@ROUTES.post("/classeurs/<identifier>/reprendre", Role.COORDINATOR)
def take_up_again(identifier: str) -> ResponseReturnValue:
    """Take up a workbook that was put aside, with all that was corrected in it."""
    if not take_workbook_up(context(), identifier, who=viewer().login):
        abort(404)
    return redirect(url_for("preview", identifier=identifier), 303)


@ROUTES.get("/classeurs/<identifier>/delivrer", Role.COORDINATOR)
def confirm(identifier: str) -> ResponseReturnValue:
    """Say exactly what will happen."""
    kept = kept_workbook(identifier)
    plan = plan_of(read_workbook_of(kept))
    return _confirmation(kept, plan, has_changed=False)


@ROUTES.post("/classeurs/<identifier>/delivrer", Role.COORDINATOR)
def issue_workbook(identifier: str) -> ResponseReturnValue:
    """Start issuing what was confirmed, and only that."""
    kept = kept_workbook(identifier)
    uploaded = read_workbook_of(kept)
    plan = plan_of(uploaded)
    # SECURITY: another tab, or another person, may have changed it since the page was shown:
    # test_confirmation_is_for_what_was_shown.
    is_empty = not plan.drafts() and not plan.replacements()
    if request.form.get("digest") != digest_of(plan) or is_empty:
        return _confirmation(kept, plan, has_changed=True), 409
    if uploaded.reading is not None:
        remember(context(), uploaded.reading.profile, uploaded.answers, who=viewer().login)
    number = start_job(context(), plan, login=viewer().login, workbook_id=identifier)
    desk().worker.wake()
    return redirect(url_for("job_page", number=number), 303)


def _receive(earlier: KeptWorkbook | None) -> ResponseReturnValue:
    uploads = [one for one in request.files.getlist("workbook") if one.filename]
    today = context().now().date()
    try:
        if not uploads:
            raise WorkbookError(
                sentence("Aucun fichier n’est arrivé."), remedy=sentence("Choisissez le classeur.")
            )
        before = None if earlier is None else decode_upload(earlier.content)
        source = read_uploads(uploads, _upload("module"), _upload("enrolled"))
        if source.enrolled is None and (people := chosen_people()) is not None:
            source = replace(source, enrolled=(people,), are_earlier=True)
        uploaded = first_reading(
            source, before=before, today=today, kept=lambda: kept_profiles(context())
        )
        if before is not None:  # who somebody is does not change with the file
            # Rows and columns may have moved; what a mark means has not.
            answers = uploaded.answers.with_more(Answers(marks=before.answers.marks))
            uploaded = replace(uploaded, decisions=before.decisions, answers=answers)
        content = encode_upload(uploaded)
        code = uploaded.records(today=today).module.code if uploaded.is_read else None
    except WorkbookError as error:
        return _bring_page(error, earlier), 422
    kept = KeptWorkbook(
        id=secrets.token_hex(16) if earlier is None else earlier.id,
        login=viewer().login,
        file_name=shown_name(uploads[0]),
        changed_at=context().instant(),
        content=content,
        before=None if earlier is None else earlier.content,
    )
    keep_upload(context(), kept, module_code=code, who=viewer().login)
    return redirect(url_for("preview", identifier=kept.id), 303)


def _bring_page(problem: WorkbookError | None, kept: KeptWorkbook | None) -> str:
    modules = issued_modules(context())
    return render_template("bring.html", problem=problem, kept=kept, earlier=modules)


def _confirmation(kept: KeptWorkbook, plan: Plan, *, has_changed: bool) -> str:
    return render_template(
        "confirm.html",
        kept=kept,
        plan=plan,
        counts=count_outcomes(plan),
        action=act_in_words(plan),
        digest=digest_of(plan),
        has_changed=has_changed,
    )


def _says_otherwise(module: Module) -> bool:
    """Check whether the attestations in force say something else of the module."""
    with reading(context().register) as session:
        issued = module_as_issued(current_context(), session, module.code)
    return issued is not None and (issued.module.title, issued.module.sessions) != (
        module.title,
        module.sessions,
    )


def _offers(plan: Plan, name: str) -> list[tuple[str, str, Problem]]:
    """Return the places that may be left out or counted, in words, with the first problem there."""
    offers: dict[str, Problem] = {}
    for problem in plan.problems:
        if place := getattr(problem, name):
            offers.setdefault(place, problem)
    return [(place, place_in_words(place), problem) for place, problem in offers.items()]


def _upload(name: str) -> FileStorage | None:
    file = request.files.get(name)
    return file if file is not None and file.filename else None


def _person(plan: Plan, row: int) -> PlannedPerson:
    found = [person for person in plan.people if person.row == row and person.is_similar]
    if not found:
        abort(404)
    return found[0]
