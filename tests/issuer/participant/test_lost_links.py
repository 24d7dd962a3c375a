"""Lost links, guesses, and what the page says when something is missing."""

from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import update

from attestation.facts import Number
from issuer.delivery.lost_link import answer_requests
from issuer.delivery.outbox_worker import send_due
from issuer.delivery.smtp import MailServerError
from issuer.participant.texts import words
from register.database import reading, writing
from register.outbox import messages, posted
from register.tables.attestations import DocumentRow
from tests.support.participants import (
    BORN,
    ParticipantDeployment,
    enter,
    open_deployment,
    token_of,
)


def ask(
    deployment: ParticipantDeployment, email: str, *, network: str = "192.0.2.1", **typed: str
) -> str:
    client = deployment.app.test_client()
    form = token_of(client.get("/"))
    answer = client.post(
        "/lost",
        data={"form": form, "email": email, **(typed or BORN)},
        environ_base={"REMOTE_ADDR": network},
    )
    return f"{answer.status_code} {answer.text}"


def lost_messages(deployment: ParticipantDeployment, number: Number) -> int:
    with reading(deployment.mail_context.register) as session:
        return len(messages(session, number))


def test_lost_link_is_answered_alike_and_sent_only_to_the_known_address(
    deployment: ParticipantDeployment,
) -> None:
    number = deployment.issue()
    answers = {
        ask(deployment, "S@Example.org"),
        ask(deployment, "nobody@example.org"),
        ask(deployment, "s@example.org", day="1", month="1", year="1990"),
    }

    assert len(answers) == 1
    assert answers.pop().startswith("200")
    assert answer_requests(deployment.mail_context) == 1
    assert answer_requests(deployment.mail_context) == 0
    with reading(deployment.mail_context.register) as session:
        (message,) = messages(session, number)
    assert message.address == "s@example.org"


def test_lost_link_is_sent_once_an_hour_whoever_asks(config: Path) -> None:
    deployment = open_deployment(config)
    number = deployment.issue()
    for network in range(5):
        ask(deployment, "s@example.org", network=f"192.0.2.{network}")
        answer_requests(deployment.mail_context)
    assert lost_messages(deployment, number) == 1


def test_lost_link_opens_what_a_locked_one_no_longer_does(
    deployment: ParticipantDeployment,
) -> None:
    number = deployment.issue()
    locked = deployment.link(number)
    for day in range(1, 6):
        enter(deployment.app.test_client(), locked, **{**BORN, "day": str(day)})
    ask(deployment, "s@example.org")
    answer_requests(deployment.mail_context)
    with reading(deployment.mail_context.register) as session:
        (message,) = messages(session, number)
    path = deployment.mail_context.address_of(message.link_id).removeprefix("http://127.0.0.1:8002")

    assert path != locked
    assert enter(deployment.app.test_client(), path).status_code == 303


@pytest.mark.parametrize("typed", [{"year": ""}, {"year": "x"}, {"email": "nobody"}])
def test_incomplete_request_for_a_link_says_so(
    deployment: ParticipantDeployment, typed: dict[str, str]
) -> None:
    client = deployment.app.test_client()
    form = token_of(client.get("/"))

    answer = client.post("/lost", data={"form": form, "email": "a@b.example", **BORN, **typed})

    assert answer.status_code == 400
    assert client.post("/lost", data={"email": "a@b.example", **BORN}).status_code == 400


def test_limiter_answers_who_guesses(deployment: ParticipantDeployment) -> None:
    client = deployment.app.test_client()

    # A minute may end in between; two in a row do not.
    answers = [client.get(f"/d/{one:022d}") for one in range(130)]

    codes = [answer.status_code for answer in answers]
    assert codes[0] == 404
    assert 429 in codes
    assert set(codes) == {404, 429}
    assert words("fr").too_many_heading in answers[codes.index(429)].text


def test_log_says_nothing_of_whom(
    deployment: ParticipantDeployment, client: FlaskClient, capsys: pytest.CaptureFixture[str]
) -> None:
    path = deployment.link(deployment.issue())
    enter(client, path)
    with writing(deployment.mail_context.register) as session:
        session.execute(update(DocumentRow).values(content=b"x"))
    client.get(f"{path}/attestation.pdf")

    said = "".join(capsys.readouterr())

    assert "DisagreementError" in said
    assert all(secret not in said for secret in ("Ağaoğlu", "1988", path[3:], "example.org"))


def test_register_that_is_gone_is_said_without_detail(
    deployment: ParticipantDeployment, client: FlaskClient
) -> None:
    path = deployment.link(deployment.issue())
    with deployment.mail_context.register.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE personal_link RENAME TO gone")

    answer = client.get(path)

    assert answer.status_code == 503
    assert words("fr").error_heading in answer.text


def test_sending_without_a_server_that_answers_keeps_the_message(
    deployment: ParticipantDeployment,
) -> None:
    deployment.queue(deployment.issue())
    with pytest.raises(MailServerError, match="ne répond pas"):
        send_due(deployment.mail_context)
    with reading(deployment.mail_context.register) as session:
        (one,) = posted(session)
    assert one.message.attempts == 0
