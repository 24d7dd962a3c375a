"""Problem details for misuse (RFC 9457): in English, for the programmer who reads them."""

import json
from http import HTTPStatus

from flask import Response

PROBLEM_TYPE = "application/problem+json"

_DETAILS = {
    400: "Expected JSON as described at /api/v1/openapi.json, or a form with 1 to 10 'file' parts.",
    404: "There is nothing at this address; see /api/v1/openapi.json.",
    405: "This address does not take this method; see the Allow header.",
    413: "The request is larger than this verifier takes.",
    415: "Expected application/json or multipart/form-data.",
    429: "Too many checks came from your network; wait a minute.",
    503: "The verifier is not ready; try again later.",
}


def problem(status: int, *, detail: str | None = None) -> Response:
    """Return a problem; nothing of the request is repeated in it."""
    known = HTTPStatus(status)
    body = {
        "type": "about:blank",
        "title": known.phrase,
        "status": status,
        "detail": detail or _DETAILS.get(status, known.description or known.phrase),
    }
    return Response(json.dumps(body), status=status, content_type=PROBLEM_TYPE)
