"""``/healthz`` and ``/readyz`` of a face, for whoever watches over it: codes, and no person."""

import json
from collections.abc import Sequence

from flask import Response

_JSON = "application/json"


def alive() -> Response:
    """Say that the process answers."""
    return Response('{"status": "ok"}', content_type=_JSON)


def readiness(problem: str | None, warnings: Sequence[str] = ()) -> Response:
    """Say whether the face can do its work; ``problem`` is why not."""
    if problem is not None:
        content = json.dumps({"status": "not-ready", "problem": problem})
        return Response(content, status=503, content_type=_JSON)
    content = json.dumps({"status": "ready", "warnings": list(warnings)})
    return Response(content, content_type=_JSON)
