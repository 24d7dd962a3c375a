"""The interface for programs: the same verdicts, a closed vocabulary, misuse in its own words."""

import io
import json
import re
from dataclasses import replace
from typing import Any

import pytest
import schemathesis
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from werkzeug.test import TestResponse

from attestation.verdict.verdicts import LookedAt
from tests.support.commands import run
from tests.support.sweeps import sweep
from tests.support.world import Issued, World, inspect_here
from verifier.assembly import LiveVerifier
from verifier.cli import main as cli
from verifier.http.api.openapi import openapi_document
from verifier.http.api.problems import PROBLEM_TYPE
from verifier.http.api.schema import MAX_AT_ONCE, REASONS, VERDICTS, Verifications
from verifier.http.app import create_app
from verifier.http.instrumentation import EXTENSION
from verifier.http.uploads import MAX_FILES
from verifier.inspection.answer import Answer
from verifier.inspection.process import Inspector

PATH = "/api/v1/verifications"
EXAMPLES = sweep(100, reduced=20)


class LooksHere(Inspector):
    """Looks into files in this process."""

    def __call__(self, data: bytes, *, visitor: str = "") -> Answer:
        return inspect_here(data)


def looking_here(world: World) -> Flask:
    """The application, which looks into files in this process."""
    app = create_app(world.settings, now=world.now)
    live: LiveVerifier = app.extensions[EXTENSION]
    # A child for each file takes minutes.
    inspector = live.inspector
    here = LooksHere(limits=inspector.limits, places=inspector.places, ask=inspector.ask)
    app.extensions[EXTENSION] = replace(live, inspector=here)
    return app


def ask(client: FlaskClient, question: object, **options: Any) -> TestResponse:
    return client.post(PATH, json=question, **options)


def answers(response: TestResponse) -> list[dict[str, Any]]:
    assert response.status_code == 200, response.data
    Verifications.model_validate_json(response.data)
    found: list[dict[str, Any]] = response.get_json()["verifications"]
    return found


def test_code_and_qr_text_are_answered_in_order(client: FlaskClient, issued: list[Issued]) -> None:
    one, two = issued[:2]

    found = answers(ask(client, [{"code": one.code.lower()}, {"qr": two.qr}, {"code": "?"}]))

    assert [answer["verdict"] for answer in found] == ["genuine", "genuine", "unreadable"]
    assert [answer["attestation"] and answer["attestation"]["number"] for answer in found] == [
        one.number,
        two.number,
        None,
    ]
    assert found[2]["reasons"] == ["not-a-code"]


def test_one_question_has_one_answer_in_a_list(client: FlaskClient, issued: list[Issued]) -> None:
    assert len(answers(ask(client, {"code": issued[0].code}))) == 1


def test_files_are_answered_with_their_digests(client: FlaskClient, issued: list[Issued]) -> None:
    files = [(io.BytesIO(issued[0].pdf), "a.pdf"), (io.BytesIO(b"x"), "b.pdf")]

    found = answers(client.post(PATH, data={"file": files}))

    assert [answer["verdict"] for answer in found] == ["genuine", "unreadable"]
    assert found[0]["looked_at"] == LookedAt.ORIGINAL
    assert re.fullmatch("[0-9a-f]{64}", found[1]["sha256"])


def test_message_speaks_the_language_asked_for(client: FlaskClient, issued: list[Issued]) -> None:
    answer = client.post(f"{PATH}?lang=nl", json={"code": issued[0].code})

    assert answer.headers["Content-Language"] == "nl"
    assert "organisatie" in answers(answer)[0]["message"]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"[" * 100_000,
        b"null",
        b'{"qr": 1}',
        b'{"number": "AC-2026-0001"}',
        b'{"qr": "x", "code": "y"}',
        b'{"code": "\xff"}',
        json.dumps([{"code": "x"}] * (MAX_AT_ONCE + 1)).encode(),
        json.dumps({"qr": "x" * 4001}).encode(),
    ],
)
def test_misuse_is_a_problem_and_never_a_verdict(client: FlaskClient, body: bytes) -> None:
    answer = client.post(PATH, data=body, content_type="application/json")

    assert answer.status_code == 400
    assert answer.content_type == PROBLEM_TYPE
    assert answer.get_json()["status"] == 400


@pytest.mark.parametrize(
    ("method", "path", "options", "status"),
    [
        ("GET", PATH, {}, 405),
        ("POST", PATH, {"data": b"x", "content_type": "text/plain"}, 415),
        ("POST", PATH, {"data": {"other": (io.BytesIO(b"x"), "a")}}, 400),
        ("POST", PATH, {"data": {"text": "x"}, "content_type": "multipart/form-data"}, 400),
        ("POST", PATH, {"data": b"[" * 200_000, "content_type": "application/json"}, 413),
        ("GET", "/api/v2/verifications", {}, 404),
        ("POST", "/healthz", {}, 405),
    ],
)
def test_each_misuse_has_its_status(
    client: FlaskClient, method: str, path: str, options: dict[str, Any], status: int
) -> None:
    answer = client.open(path, method=method, **options)

    assert answer.status_code == status
    assert answer.content_type == PROBLEM_TYPE


def test_too_many_files_are_a_problem(client: FlaskClient) -> None:
    files = [(io.BytesIO(b"x"), "a") for _ in range(MAX_FILES + 1)]

    assert client.post(PATH, data={"file": files}).status_code == 400


def test_each_question_of_a_list_counts_against_the_limit(world: World) -> None:
    section = world.settings.section.model_copy(update={"checks_per_minute": 10})
    client = create_app(replace(world.settings, section=section), now=world.now).test_client()

    first = ask(client, [{"code": "x"}] * 6)
    second = ask(client, [{"code": "x"}] * 6)

    assert first.status_code == 200
    assert second.status_code == 429
    assert second.content_type == PROBLEM_TYPE


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


def test_not_ready_without_a_register(own_world: World) -> None:
    client = create_app(own_world.settings, now=own_world.now).test_client()
    own_world.context.register.dispose()
    for file in own_world.config.parent.glob("register.db*"):
        file.write_bytes(b"rubbish" * 1000)

    assert client.get("/readyz").status_code == 503
    assert client.get("/healthz").status_code == 200
    (found,) = answers(ask(client, {"code": "0000-0000-0000-0000"}))
    assert found["verdict"] == "cannot_check"


def test_description_is_the_same_from_the_command_and_the_page(client: FlaskClient) -> None:
    done = run(cli.main, "openapi")

    served = client.get("/api/v1/openapi.json").get_json()
    assert json.loads(done.out) == served == openapi_document()
    schemas = served["components"]["schemas"]
    assert schemas["Verification"]["properties"]["verdict"]["enum"] == list(VERDICTS)
    assert schemas["Verification"]["properties"]["reasons"]["items"]["enum"] == list(REASONS)


def test_example_of_the_description_fits_its_own_schema() -> None:
    operation = openapi_document()["paths"][PATH]["post"]
    example = operation["responses"]["200"]["content"]["application/json"]["example"]

    Verifications.model_validate(example)


def test_page_for_developers_prints_our_own_address(client: FlaskClient, world: World) -> None:
    answer = client.get("/developers", headers={"Host": "evil.example"})
    page = answer.get_data(as_text=True)

    (address, *_) = world.settings.section.addresses
    assert page.count(f"{address}/api/v1/verifications") == 3
    assert "evil.example" not in page


def test_questions_are_counted_however_they_are_written(world: World) -> None:
    section = world.settings.section.model_copy(update={"checks_per_minute": MAX_AT_ONCE})
    client = create_app(replace(world.settings, section=section)).test_client()
    written = '{"\\u0063ode": "0000-0000-0000-0000"}'
    body = f"[{', '.join([written] * MAX_AT_ONCE)}]"

    statuses = [
        client.post(PATH, data=body, content_type="application/json").status_code for _ in range(2)
    ]

    assert statuses == [200, 429]


def test_generated_requests_meet_no_server_error_and_fit_the_schema(world: World) -> None:
    app = looking_here(world)
    described = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", app)
    statuses: list[int] = []

    @given(case=described[PATH]["POST"].as_strategy())
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    def ask_generated(case: Any) -> None:
        response = case.call()
        statuses.append(response.status_code)
        case.validate_response(response)

    ask_generated()

    assert len(statuses) >= EXAMPLES // 2
    assert 200 in statuses
    assert max(statuses) < 500
