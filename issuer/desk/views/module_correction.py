"""Correcting a module: what it is to say, everybody's page before and after, and asking for it."""

from datetime import timedelta
from hashlib import sha256
from typing import Any

from flask import Response, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from attestation.errors import ConfigurationError, EndingRefusedError
from attestation.facts import Number
from issuer.desk.auth.access import Role, Routes
from issuer.desk.context import context, current_context, desk, mail_context, viewer
from issuer.desk.jobs.module_job import (
    AskedCorrection,
    ask_module_correction,
    call_back_module,
)
from issuer.desk.pages.bundles import specimen_image
from issuer.desk.pages.module_form import ModuleForm, changes, correction_in, form_of, typed_in
from issuer.desk.pages.reason_field import MODULE_CORRECTED, reason_in, reason_values
from issuer.desk.views.under_way import module_in_workbook
from issuer.document.letterhead import prove_fits
from issuer.lifecycle.corrected_module import (
    ModuleCorrection,
    correction_faults,
    decode_correction,
    encode_correction,
)
from issuer.lifecycle.module_correction import (
    CorrectedAttestation,
    corrected_attestations,
    module_as_issued,
)
from issuer.lifecycle.withdrawal import check_reason
from issuer.settings.document_language import DocumentLanguage
from issuer.words.sentence import Sentence, said, sentence
from register import kept_forms
from register.database import reading, writing
from register.kept_forms import FormKind

ROUTES = Routes()


@ROUTES.get("/module/corriger", Role.COORDINATOR)
def correct_module_page() -> ResponseReturnValue:
    """Show the module as fields: as it was issued, or as a workbook or an earlier try says it."""
    base = _base(request.args.get("code", ""))
    after = base
    if identifier := request.args.get("classeur"):
        after = module_in_workbook(identifier, base) or base
    form = form_of(base, after)
    if number := request.args.get("saisie"):
        form = typed_in(base, {name: str(text) for name, text in _kept(number)["typed"].items()})
    return _form(form, [], 200)


@ROUTES.post("/module/corriger", Role.COORDINATOR)
def correct_module_act() -> ResponseReturnValue:
    """Keep what was typed, and lead to everybody's pages; nothing is changed yet."""
    base = _base(request.form.get("code", ""))
    form = typed_in(base, {**request.form.to_dict(), "reason": reason_in(request.form)})
    correction = correction_in(form)
    if isinstance(correction, list):
        return _form(form, correction, 422)
    faults = correction_faults(correction, at=context().now()) + _unwritable(correction)
    try:
        check_reason(form.typed.get("reason", ""))
    except EndingRefusedError as error:
        faults.append(sentence("{problem}.", problem=said(error)))
    if (correction.module, correction.required_percent) == (base.module, base.required_percent):
        faults.append(sentence("Rien ne change."))
    if faults:
        return _form(form, faults, 422)
    content = {"correction": encode_correction(correction), "typed": dict(form.typed)}
    with writing(context().register) as session:
        number = kept_forms.keep_form(
            session, content, kind=FormKind.MODULE, login=viewer().login, at=context().instant()
        )
    return redirect(url_for("compare_module", number=number), 303)


@ROUTES.get("/module/corriger/<number>", Role.COORDINATOR)
def compare_module(number: str) -> ResponseReturnValue:
    """Show what changes for everybody."""
    return _comparison(number, has_changed=False)


@ROUTES.get("/module/corriger/<number>/<attestation>.png", Role.COORDINATOR)
def corrected_image(number: str, attestation: str) -> ResponseReturnValue:
    """Show the page that would replace one."""
    correction = _correction(number)
    found = _corrected(correction, only=Number(attestation))
    if not found or found[0].draft is None:
        abort(404)
    image = specimen_image(current_context(), correction.module, found[0].draft)
    return Response(image, mimetype="image/png")


@ROUTES.post("/module/corriger/<number>", Role.COORDINATOR)
def replace_module(number: str) -> ResponseReturnValue:
    """Ask for what was shown, now or when the time for second thoughts is over."""
    kept, correction = _kept(number), _correction(number)
    corrected = _corrected(correction)
    # SECURITY: what is asked for is what was shown: test_module_confirmation_is_for_what_was_shown.
    if request.form.get("digest") != _digest(kept, corrected):
        return _comparison(number, has_changed=True), 409
    is_urgent = "at_once" in request.form
    job = ask_module_correction(
        current_context(),
        AskedCorrection(
            correction=correction,
            reason=str(kept["typed"]["reason"]),
            is_sent="send" in request.form,
            due_at=context().instant()
            + (timedelta() if is_urgent else context().settings.desk.undo),
        ),
        corrected,
        login=viewer().login,
    )
    with writing(context().register) as session:
        kept_forms.drop_form(session, number)
    desk().worker.wake()
    return redirect(url_for("job_page", number=job), 303)


@ROUTES.post("/delivrances/<int:number>/annuler", Role.COORDINATOR)
def call_back_module_act(number: int) -> ResponseReturnValue:
    """Undo a correction that has not begun."""
    code = call_back_module(context(), number, login=viewer().login)
    return redirect(url_for("module_page", code=code), 303)


def _unwritable(correction: ModuleCorrection) -> list[Sentence]:
    """Return which text of the organisation its new language has not; none if it has."""
    language = DocumentLanguage(correction.module.document_language)
    settings = current_context().settings
    try:
        prove_fits(settings.letterhead, address=settings.issue.verifier, language=language)
    except ConfigurationError as error:
        return [
            sentence(
                "Pas d’attestation en {language} : {problem}.",
                language=language.french_name,
                problem=said(error),
            )
        ]
    return []


def _base(code: str) -> ModuleCorrection:
    with reading(context().register) as session:
        base = module_as_issued(current_context(), session, code)
    if base is None:
        abort(404)
    return base


def _kept(number: str) -> dict[str, Any]:
    with reading(context().register) as session:
        kept = kept_forms.kept_form(session, number, kind=FormKind.MODULE, login=viewer().login)
    if kept is None:
        abort(404)
    return kept


def _correction(number: str) -> ModuleCorrection:
    return decode_correction(_kept(number)["correction"])


def _corrected(
    correction: ModuleCorrection, *, only: Number | None = None
) -> list[CorrectedAttestation]:
    with reading(context().register) as session:
        return corrected_attestations(current_context(), session, correction, only=only)


def _digest(kept: dict[str, Any], corrected: list[CorrectedAttestation]) -> str:
    return sha256(repr((kept, corrected)).encode()).hexdigest()


def _comparison(number: str, *, has_changed: bool) -> str:
    kept, correction = _kept(number), _correction(number)
    base = _base(correction.module.code)
    corrected = _corrected(correction)
    chosen = [one for one in corrected if one.draft is not None]
    return render_template(
        "module_compare.html",
        form=number,
        module=base.module,
        correction=correction,
        changes=changes(base.module, correction, base.required_percent),
        chosen=chosen,
        left=[one for one in corrected if one.draft is None],
        can_send=mail_context().settings.mail is not None and any(one.email for one in chosen),
        reason=kept["typed"]["reason"],
        digest=_digest(kept, corrected),
        has_changed=has_changed,
        undo=context().settings.desk.undo,
    )


def _form(form: ModuleForm, faults: list[Sentence], status: int) -> ResponseReturnValue:
    page = render_template(
        "module_correct.html",
        form=form,
        faults=faults,
        reason=reason_values(MODULE_CORRECTED, form.typed.get("reason", "")),
        languages=list(DocumentLanguage),
    )
    return page, status
