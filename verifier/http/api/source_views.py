"""``/api/v1/source/…``: what verifiers are told that name this one as a source; by token alone."""

from typing import TypeVar, cast

from flask import Response, current_app, request
from pydantic import BaseModel, ValidationError
from werkzeug.exceptions import BadRequest, NotFound

from attestation.code import Code
from verifier.assembly import LiveVerifier
from verifier.http.instrumentation import EXTENSION
from verifier.sources.messages import (
    DocumentQuestion,
    EvidenceQuestion,
    encode_codes,
    encode_evidence,
)
from verifier.sources.readers import is_admitted

_QuestionT = TypeVar("_QuestionT", bound=BaseModel)


def source_codes() -> Response:
    """Return the truncated digests of all codes."""
    live = _live()
    response = Response(encode_codes(live.lookup.codes()), mimetype="application/octet-stream")
    response.add_etag()
    return cast(Response, response.make_conditional(request))


def source_evidence() -> Response:
    """Return what is on record about one code: signed bytes."""
    live = _live()
    code = Code(_question(EvidenceQuestion).code)
    found = encode_evidence(
        live.lookup.credential_by_code(code), live.lookup.evidence(code, status_uri="")
    )
    return Response(found, mimetype="application/json")


def source_document() -> Response:
    """Return one document, by its digest."""
    live = _live()
    content = live.lookup.document(bytes.fromhex(_question(DocumentQuestion).sha256))
    if content is None:
        raise NotFound
    return Response(content, mimetype="application/pdf")


def _live() -> LiveVerifier:
    """Return the verifier, for whoever shows a token.

    Raises:
        NotFound: to all others there is nothing here.
    """
    live: LiveVerifier = current_app.extensions[EXTENSION]
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    # SECURITY: test_nobody_without_a_token_is_told_of_the_register.
    if kind != "Bearer" or not is_admitted(live.readers, token):
        raise NotFound
    return live


def _question(model: type[_QuestionT]) -> _QuestionT:
    try:
        return model.model_validate_json(request.get_data(), strict=True)
    except ValidationError:
        raise BadRequest from None
