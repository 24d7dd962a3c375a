"""What other verifiers are told: by token alone, and to known questions alone."""

import pytest
from flask.testing import FlaskClient

from tests.support.asked_source import CODES, DOCUMENT, EVIDENCE, ask, client, token, world

__all__ = ["client", "token", "world"]  # pytest finds them here


@pytest.mark.parametrize("path", [CODES, EVIDENCE, DOCUMENT])
@pytest.mark.parametrize("said", ["", "Bearer", "Bearer x", "Basic x", "Bearer {token}x"])
def test_nobody_without_a_token_is_told_of_the_register(
    client: FlaskClient, token: dict[str, str], path: str, said: str
) -> None:
    said = said.format(token=token["Authorization"].removeprefix("Bearer "))

    response = ask(client, path, {"Authorization": said}, code="0" * 16, sha256="0" * 64)

    assert response.status_code == 404


@pytest.mark.parametrize(
    ("path", "question", "status"),
    [
        (EVIDENCE, {}, 400),
        (EVIDENCE, {"code": "AC-2026-0001"}, 400),
        (DOCUMENT, {"sha256": "../../x"}, 400),
        (DOCUMENT, {"sha256": "0" * 64}, 404),
    ],
)
def test_other_questions_have_no_answer(
    client: FlaskClient, token: dict[str, str], path: str, question: dict[str, str], status: int
) -> None:
    assert ask(client, path, token, **question).status_code == status
