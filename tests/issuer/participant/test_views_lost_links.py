"""Lost links, guesses, and what the page says when something is missing."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import update

from attestation.facts import Number
from issuer.delivery.context import MailContext
from issuer.delivery.lost_link import answer_requests
from issuer.delivery.outbox_worker import send_due
from issuer.delivery.smtp import MailServerError
from issuer.delivery.texts import languages, words
from issuer.participant.app import create_app
from register.database import reading, writing
from register.outbox import messages, posted
from register.tables.attestations import DocumentRow
from register.tables.delivery import Delivery, MessageRow
from tests.support.desks import Clock
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
        follow_redirects=True,
    )
    return f"{answer.status_code} {answer.text}"


def sent(deployment: ParticipantDeployment) -> None:
    """Note that the newest message has left."""
    at = deployment.mail_context.instant()
    with writing(deployment.mail_context.register) as session:
        session.execute(update(MessageRow).values(state=Delivery.SENT, sent_at=at, due_at=None))


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


@pytest.fixture
def clock(config: Path) -> Iterator[tuple[ParticipantDeployment, Clock]]:
    """A page whose clock is turned."""
    opened, clock = open_deployment(config), Clock()
    mail_context = replace(opened.mail_context, now=clock)
    turned = replace(opened, mail_context=mail_context, app=create_app(mail_context))
    yield turned, clock
    opened.mail_context.register.dispose()


def test_request_within_the_hour_waits_and_is_not_thrown_away(
    clock: tuple[ParticipantDeployment, Clock],
) -> None:
    deployment, time = clock
    number = deployment.issue()
    ask(deployment, "s@example.org")
    assert answer_requests(deployment.mail_context) == 1
    sent(deployment)
    time.turn(timedelta(minutes=10))
    for network in range(5):
        ask(deployment, "s@example.org", network=f"192.0.2.{network}")

    assert answer_requests(deployment.mail_context) == 0
    time.turn(timedelta(minutes=51))
    assert answer_requests(deployment.mail_context) == 1
    # Five requests were answered by one message; nobody waits any more.
    sent(deployment)
    time.turn(timedelta(hours=2))
    assert answer_requests(deployment.mail_context) == 0
    assert lost_messages(deployment, number) == 2


def test_whoever_is_locked_out_just_after_a_message_gets_the_next_one(
    clock: tuple[ParticipantDeployment, Clock],
) -> None:
    deployment, time = clock
    number = deployment.issue()
    deployment.queue(number)
    sent(deployment)
    link = deployment.link(number)
    client = deployment.app.test_client()
    for day in range(1, 6):
        enter(client, link, **{**BORN, "day": str(day)})

    locked = client.get(link)
    time.turn(timedelta(minutes=1))
    answer = ask(deployment, "s@example.org")

    assert locked.status_code == 403
    assert "Le dernier e-mail est parti le" in locked.text
    assert "un e-mail part dans l’heure" in answer
    answer_requests(deployment.mail_context)
    time.turn(timedelta(hours=1))
    assert answer_requests(deployment.mail_context) == 1


def test_request_waits_while_an_earlier_message_is_on_its_way(
    clock: tuple[ParticipantDeployment, Clock],
) -> None:
    """It may hold the very link that is locked now."""
    deployment, time = clock
    number = deployment.issue()
    deployment.queue(number)
    time.turn(timedelta(hours=2))
    ask(deployment, "s@example.org")

    assert answer_requests(deployment.mail_context) == 0
    sent(deployment)
    assert answer_requests(deployment.mail_context) == 1


def test_request_that_is_not_kept_promises_nothing(
    deployment: ParticipantDeployment, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("issuer.delivery.lost_link.MAX_WAITING", 0)

    answer = ask(deployment, "s@example.org")

    assert answer.startswith("503")
    assert words("fr").lost_full_text in answer
    assert words("fr").lost_done_text not in answer


def test_page_without_a_mail_server_promises_nothing(deployment: ParticipantDeployment) -> None:
    settings = replace(deployment.mail_context.settings, mail=None)
    app = create_app(replace(deployment.mail_context, settings=settings))

    answer = ask(replace(deployment, app=app), "s@example.org")

    assert words("fr").lost_full_text in answer


@pytest.mark.parametrize("language", languages())
def test_every_page_offers_every_language(deployment: ParticipantDeployment, language: str) -> None:
    """Those that answer a form too: the menu leads to a page that is there."""
    link = deployment.link(deployment.issue())
    client = deployment.app.test_client()
    pages = [client.get(f"{place}?lang={language}") for place in ("/", "/noted", link, "/d/x")]
    pages.append(client.post(f"/lost?lang={language}"))
    pages += [enter(client, link, **{**BORN, "day": str(day)}) for day in range(2, 7)]
    pages.append(client.get(link))

    for page in pages:
        if page.status_code == 303:
            continue
        menu = re.findall(r'href="([^"]*\?lang=[a-z]+)"', page.text)
        assert len([one for one in menu if one.endswith(f"lang={language}")]) >= 1, page.text
        if page.request.method == "POST":
            assert client.get(menu[0]).status_code in (200, 403)


@pytest.mark.parametrize(
    ("written", "dialled"),
    [("+32 (0)2 123 45 67", "+3221234567"), ("02 / 123.45.67", "021234567")],
)
def test_organisations_telephone_can_be_dialled(
    deployment: ParticipantDeployment, monkeypatch: pytest.MonkeyPatch, written: str, dialled: str
) -> None:
    named = deployment.mail_context.organisation().model_copy(update={"phone": written})
    monkeypatch.setattr(MailContext, "organisation", lambda self: named)

    page = deployment.app.test_client().get("/d/unknown").text

    assert f'<a href="tel:{dialled}"><bdi dir="ltr">{written}</bdi></a>' in page


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
