"""``POST /api/v1/verifications``: the same checks as the pages, the same words, as JSON."""

import json
from collections.abc import Sequence
from typing import cast

from flask import Response, current_app, g, request
from pydantic import TypeAdapter, ValidationError
from werkzeug.exceptions import HTTPException

from attestation.errors import AttestationError
from verifier.assembly import LiveVerifier
from verifier.check import Verifier, check_file, check_text
from verifier.expiry import expiry_of
from verifier.finding_json import finding_json
from verifier.http.api.openapi import openapi_document
from verifier.http.api.problems import problem
from verifier.http.api.schema import CodeEvidence, Evidence, Question
from verifier.http.instrumentation import EXTENSION, observe_check
from verifier.http.language import page_words
from verifier.http.outcome import Checked, digest_of
from verifier.http.uploads import MAX_FILES
from verifier.report import reason_codes, report_on
from verifier.translations.catalogue import Wording
from web.rate_limit import client_network

PREFIX = "/api/"
_JSON = json.JSONEncoder(ensure_ascii=False)
_QUESTION: TypeAdapter[Question] = TypeAdapter(Question)


def verifications() -> Response:
    """Check everything that was sent, in order."""
    live = cast(LiveVerifier, current_app.extensions[EXTENSION])
    verifier = live.verifier_for(client_network())
    match request.mimetype:
        case "application/json":
            checks = _check_json(verifier)
        case "multipart/form-data":
            checks = _check_files(verifier)
        case _:
            return problem(415)
    if checks is None:
        return problem(400)
    words = page_words()
    answers = [_record(one, words) for one in checks]
    response = _json({"verifications": answers})
    response.headers["Content-Language"] = words.language
    return response


def openapi() -> Response:
    """Describe the interface."""
    return _json(openapi_document())


def healthz() -> Response:
    """Say that the process answers."""
    return _json({"status": "ok"})


def readyz() -> Response:
    """Check whether checks can be answered: somebody is trusted, the register answers, lists speak.

    A list that grows old is a warning; one that is stale clears nobody, and nothing is ready. One
    source that is silent keeps no other from being checked, so it is a warning too.
    """
    live = cast(LiveVerifier, current_app.extensions[EXTENSION])
    try:
        trusted = live.trusted()
        live.lookup.checkpoint()
        expiry = expiry_of(live.lookup.status_lists(), trusted.policy, at=live.now())
    except AttestationError:
        return problem(503)
    if expiry.is_stale:
        return problem(503)
    sources = live.source_states()
    if sources and live.has_no_register and all(one.problem is not None for one in sources):
        return problem(503)
    warnings = ["status-list-old"] if expiry.is_list_old else []
    warnings += ["source-silent"] if any(one.problem is not None for one in sources) else []
    warnings += ["source-list-old"] if any(one.is_list_old for one in sources) else []
    return _json({"status": "ready", "receipts": live.signs_receipts(), "warnings": warnings})


def is_api_request() -> bool:
    """Check whether the answer is read by a program."""
    return request.path.startswith(PREFIX) or request.path in ("/healthz", "/readyz", "/metrics")


def problem_for(error: HTTPException) -> Response:
    """Answer misuse."""
    status = error.code or 500
    return problem(status if status in (404, 405, 413, 415, 429, 500, 503) else 400)


def questions_asked() -> int:
    """Count what a request asks, for its limit; at least one."""
    if request.mimetype == "multipart/form-data":
        return max(len(request.files.getlist("file")), 1)
    if request.mimetype == "application/json":
        return max(len(_questions() or ()), 1)
    return 1


def _questions() -> Sequence[Evidence] | None:
    """Return what a request in JSON asks, read once; None where it is none of ours."""
    if "questions" not in g:
        try:
            question = _QUESTION.validate_json(request.get_data(), strict=True)
        except ValidationError:
            g.questions = None
        else:
            g.questions = question if isinstance(question, list) else [question]
    return cast("Sequence[Evidence] | None", g.questions)


def _check_json(verifier: Verifier) -> list[Checked] | None:
    questions = _questions()
    if questions is None:
        return None
    checks = []
    for evidence in questions:
        is_code = isinstance(evidence, CodeEvidence)
        text = evidence.code if isinstance(evidence, CodeEvidence) else evidence.qr
        channel = "api-code" if is_code else "api-qr"
        checks.append(observe_check(channel, lambda text=text: check_text(verifier, text)))  # type: ignore[misc]
    return checks


def _check_files(verifier: Verifier) -> list[Checked] | None:
    uploads = request.files.getlist("file")
    if not 1 <= len(uploads) <= MAX_FILES or set(request.files) != {"file"} or request.form:
        return None
    checks = []
    for upload in uploads:
        data = upload.read()
        found = observe_check("api-file", lambda data=data: check_file(verifier, data))  # type: ignore[misc]
        checks.append(Checked(channel=found.channel, finding=found.finding, digest=digest_of(data)))
    return checks


def _record(checked: Checked, words: Wording) -> dict[str, object]:
    record = finding_json(checked.finding, report_on(checked.finding, words))
    del record["reason"]
    reasons = list(reason_codes(checked.finding.verdict))
    return {**record, "reasons": reasons, "sha256": checked.digest}


def _json(content: object) -> Response:
    return Response(_JSON.encode(content).encode(), content_type="application/json")
