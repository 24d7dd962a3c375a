"""What goes wrong has a page of its own, which shows nothing of how."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from structlog.testing import capture_logs
from werkzeug.exceptions import BadRequest

from attestation.errors import RegisterError
from tests.support.world import Issued
from verifier.http import pages as views

CANARY = "Zzyzxqanary"


def test_fault_of_ours_shows_nothing(
    client: FlaskClient, issued: list[Issued], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError(f"about {CANARY}")

    monkeypatch.setattr(views, "check_text", fail)

    with capture_logs() as logs:
        response = client.post("/check", data={"text": issued[0].code})

    assert response.status_code == 500
    assert CANARY not in response.text
    assert "RuntimeError" not in response.text
    (entry,) = logs
    assert entry["error"] == "RuntimeError"
    assert CANARY not in str(entry)


def test_bad_request_has_a_page(app: Flask) -> None:
    with app.test_request_context("/"):
        response = app.make_response(app.handle_user_exception(BadRequest()))

    assert response.status_code == 400
    assert "Demande incomplète" in response.get_data(as_text=True)


def test_register_error_outside_a_check_has_a_page(app: Flask) -> None:
    with app.test_request_context("/"):
        response = app.make_response(app.handle_user_exception(RegisterError("x")))

    assert response.status_code == 503
