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
from tests.support.participants import BORN, House, enter, open_house, token_of


def ask(house: House, email: str, *, network: str = "192.0.2.1", **typed: str) -> str:
    client = house.app.test_client()
    form = token_of(client.get("/"))
    answer = client.post(
        "/lost",
        data={"form": form, "email": email, **(typed or BORN)},
        environ_base={"REMOTE_ADDR": network},
    )
    return f"{answer.status_code} {answer.text}"


def lost_messages(house: House, number: Number) -> int:
    with reading(house.post.register) as session:
        return len(messages(session, number))


def test_lost_link_is_answered_alike_and_sent_only_to_the_known_address(house: House) -> None:
    number = house.issue()
    answers = {
        ask(house, "S@Example.org"),
        ask(house, "nobody@example.org"),
        ask(house, "s@example.org", day="1", month="1", year="1990"),
    }

    assert len(answers) == 1
    assert answers.pop().startswith("200")
    assert answer_requests(house.post) == 1
    assert answer_requests(house.post) == 0
    with reading(house.post.register) as session:
        (message,) = messages(session, number)
    assert message.address == "s@example.org"


def test_lost_link_is_sent_once_an_hour_whoever_asks(config: Path) -> None:
    house = open_house(config)
    number = house.issue()
    for network in range(5):
        ask(house, "s@example.org", network=f"192.0.2.{network}")
        answer_requests(house.post)
    assert lost_messages(house, number) == 1


def test_lost_link_opens_what_a_locked_one_no_longer_does(house: House) -> None:
    number = house.issue()
    locked = house.link(number)
    for day in range(1, 6):
        enter(house.app.test_client(), locked, **{**BORN, "day": str(day)})
    ask(house, "s@example.org")
    answer_requests(house.post)
    with reading(house.post.register) as session:
        (message,) = messages(session, number)
    path = house.post.address_of(message.link_id).removeprefix("http://127.0.0.1:8002")

    assert path != locked
    assert enter(house.app.test_client(), path).status_code == 303


@pytest.mark.parametrize("typed", [{"year": ""}, {"year": "x"}, {"email": "nobody"}])
def test_incomplete_request_for_a_link_says_so(house: House, typed: dict[str, str]) -> None:
    client = house.app.test_client()
    form = token_of(client.get("/"))

    answer = client.post("/lost", data={"form": form, "email": "a@b.example", **BORN, **typed})

    assert answer.status_code == 400
    assert client.post("/lost", data={"email": "a@b.example", **BORN}).status_code == 400


def test_limiter_answers_who_guesses(house: House) -> None:
    client = house.app.test_client()

    # A minute may end in between; two in a row do not.
    answers = [client.get(f"/d/{one:022d}") for one in range(130)]

    codes = [answer.status_code for answer in answers]
    assert codes[0] == 404
    assert 429 in codes
    assert set(codes) == {404, 429}
    assert words("fr").too_many_heading in answers[codes.index(429)].text


def test_log_says_nothing_of_whom(
    house: House, client: FlaskClient, capsys: pytest.CaptureFixture[str]
) -> None:
    path = house.link(house.issue())
    enter(client, path)
    with writing(house.post.register) as session:
        session.execute(update(DocumentRow).values(content=b"x"))
    client.get(f"{path}/attestation.pdf")

    said = "".join(capsys.readouterr())

    assert "DisagreementError" in said
    assert all(secret not in said for secret in ("Ağaoğlu", "1988", path[3:], "example.org"))


def test_register_that_is_gone_is_said_without_detail(house: House, client: FlaskClient) -> None:
    path = house.link(house.issue())
    with house.post.register.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE personal_link RENAME TO gone")

    answer = client.get(path)

    assert answer.status_code == 503
    assert words("fr").error_heading in answer.text


def test_sending_without_a_server_that_answers_keeps_the_message(house: House) -> None:
    house.queue(house.issue())
    with pytest.raises(MailServerError, match="ne répond pas"):
        send_due(house.post)
    with reading(house.post.register) as session:
        (one,) = posted(session)
    assert one.message.attempts == 0
