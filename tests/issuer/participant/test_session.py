"""Signed state in the browser: short, strict, and of one link."""

from datetime import timedelta
from pathlib import Path

from flask.testing import FlaskClient

from issuer.delivery.texts import words
from tests.support.participants import BORN, ParticipantDeployment, enter, open_deployment, token_of


def test_cookie_comes_only_with_the_right_date_and_is_short_and_strict(
    deployment: ParticipantDeployment, client: FlaskClient
) -> None:
    path = deployment.link(deployment.issue())
    for answer in (client.get("/"), client.get(path), enter(client, path, **{**BORN, "day": "1"})):
        assert "Set-Cookie" not in answer.headers

    cookie = enter(client, path).headers["Set-Cookie"]

    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    assert "Max-Age=1200" in cookie
    assert f"Path={path}" in cookie


def test_session_ends_after_twenty_minutes(config: Path) -> None:
    deployment, later = (
        open_deployment(config),
        open_deployment(config, later=timedelta(minutes=20)),
    )
    path = deployment.link(deployment.issue())
    client = deployment.app.test_client()
    enter(client, path)
    cookie = client.get_cookie("attestation", path=path)
    assert cookie is not None

    old = later.app.test_client()
    old.set_cookie("attestation", cookie.value, path=path)

    assert "Ağaoğlu" in client.get(path).text
    assert "Ağaoğlu" not in old.get(path).text


def test_cookie_of_one_link_opens_no_other(
    deployment: ParticipantDeployment, client: FlaskClient
) -> None:
    mine, other = deployment.link(deployment.issue()), deployment.link(deployment.issue("Bah"))
    enter(client, mine)
    cookie = client.get_cookie("attestation", path=mine)
    assert cookie is not None

    client.set_cookie("attestation", cookie.value, path=other)

    assert "Bah" not in client.get(other).text


def test_form_of_another_page_changes_nothing(
    deployment: ParticipantDeployment, client: FlaskClient
) -> None:
    path, other = deployment.link(deployment.issue()), deployment.link(deployment.issue("Bah"))
    stranger = token_of(client.get(other))

    for form in ("", "x", stranger, token_of(client.get("/"))):
        answer = client.post(path, data={**BORN, "form": form})
        assert answer.status_code == 400
        assert "Set-Cookie" not in answer.headers


def test_leaving_asks_for_the_birth_date_again(
    deployment: ParticipantDeployment, client: FlaskClient
) -> None:
    path = deployment.link(deployment.issue())
    enter(client, path)
    form = token_of(client.get(path))
    assert client.post(f"{path}/leave", data={"form": "x"}).status_code == 303

    answer = client.post(f"{path}/leave", data={"form": form})

    assert words("fr").left_heading in answer.text
    assert "Ağaoğlu" not in client.get(path).text
