"""The description of the interface is the interface."""

import json
from dataclasses import replace
from typing import Any

import schemathesis
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings

from tests.support.commands import run
from tests.support.sweeps import sweep
from tests.support.world import World, inspect_here
from verifier.assembly import LiveVerifier
from verifier.cli import main as cli
from verifier.http.api.openapi import openapi_document
from verifier.http.api.schema import REASONS, VERDICTS, Verifications
from verifier.http.app import create_app
from verifier.http.instrumentation import EXTENSION
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
