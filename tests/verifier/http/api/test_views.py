"""The interface for programs: the same verdicts, a closed vocabulary, misuse in its own words."""

import io
import re
from dataclasses import replace
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from attestation.verdict.verdicts import LookedAt
from tests.support.world import Issued, World
from verifier.http.api.problems import PROBLEM_TYPE
from verifier.http.api.schema import Verifications
from verifier.http.app import create_app

PATH = "/api/v1/verifications"


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


def test_each_question_of_a_list_counts_against_the_limit(world: World) -> None:
    section = world.settings.section.model_copy(update={"checks_per_minute": 10})
    client = create_app(replace(world.settings, section=section), now=world.now).test_client()

    first = ask(client, [{"code": "x"}] * 6)
    second = ask(client, [{"code": "x"}] * 6)

    assert first.status_code == 200
    assert second.status_code == 429
    assert second.content_type == PROBLEM_TYPE


def test_not_ready_without_a_register(own_world: World) -> None:
    client = create_app(own_world.settings, now=own_world.now).test_client()
    own_world.context.register.dispose()
    for file in own_world.config.parent.glob("register.db*"):
        file.write_bytes(b"rubbish" * 1000)

    assert client.get("/readyz").status_code == 503
    assert client.get("/healthz").status_code == 200
    (found,) = answers(ask(client, {"code": "0000-0000-0000-0000"}))
    assert found["verdict"] == "cannot_check"


def test_page_for_developers_prints_our_own_address(client: FlaskClient, world: World) -> None:
    answer = client.get("/developers", headers={"Host": "evil.example"})
    page = answer.get_data(as_text=True)

    (address, *_) = world.settings.section.addresses
    assert page.count(f"{address}/api/v1/verifications") == 3
    assert "evil.example" not in page
