"""Whether a face works: codes and words for whoever watches over it."""

from flask import Response

from web.health import alive, readiness


def said(response: Response) -> tuple[int, object]:
    return response.status_code, response.get_json()


def test_face_that_cannot_do_its_work_says_why_by_another_code() -> None:
    assert said(alive()) == (200, {"status": "ok"})
    assert said(readiness(None, ["list"])) == (200, {"status": "ready", "warnings": ["list"]})
    assert said(readiness("register", ["list"])) == (
        503,
        {"status": "not-ready", "problem": "register"},
    )
