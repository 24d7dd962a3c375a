"""Checks are counted by channel and verdict, however they are asked."""

from dataclasses import replace
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.support.world import Issued, World
from verifier.http.api.schema import MAX_AT_ONCE
from verifier.http.app import create_app

PATH = "/api/v1/verifications"


def ask(client: FlaskClient, question: object, **options: Any) -> TestResponse:
    return client.post(PATH, json=question, **options)


def test_health_readiness_and_numbers(client: FlaskClient, issued: list[Issued]) -> None:
    ask(client, {"code": issued[0].code})

    assert client.get("/healthz").get_json() == {"status": "ok"}
    assert client.get("/readyz").get_json() == {
        "status": "ready",
        "receipts": False,
        "warnings": [],
    }
    numbers = client.get("/metrics").get_data(as_text=True)
    assert 'attestation_checks_total{door="api-code",verdict="genuine"} 1.0' in numbers
    assert issued[0].number not in numbers


def test_questions_are_counted_however_they_are_written(world: World) -> None:
    section = world.settings.section.model_copy(update={"checks_per_minute": MAX_AT_ONCE})
    client = create_app(replace(world.settings, section=section)).test_client()
    written = '{"\\u0063ode": "0000-0000-0000-0000"}'
    body = f"[{', '.join([written] * MAX_AT_ONCE)}]"

    statuses = [
        client.post(PATH, data=body, content_type="application/json").status_code for _ in range(2)
    ]

    assert statuses == [200, 429]
