"""From a link to an attestation: the birth date that opens it, and not by guessing."""

import threading

import pytest
from flask.testing import FlaskClient

from attestation.partial_date import PartialDate
from issuer.delivery.texts import words
from issuer.participant.access import Right, Wrong, try_birth_date
from register.database import reading, writing
from register.links import cut_off
from register.outbox import posted
from tests.support.participants import BORN, ParticipantDeployment, enter, token_of


def test_without_the_birth_date_nothing_is_given(
    deployment: ParticipantDeployment, client: FlaskClient
) -> None:
    path = deployment.link(deployment.issue())

    for what in ("see", "attestation.png", "attestation.pdf"):
        answer = client.get(f"{path}/{what}")
        assert (answer.status_code, answer.headers["Location"]) == (303, path)
    assert client.post(f"{path}/send").status_code == 303
    with reading(deployment.mail_context.register) as session:
        assert posted(session) == []


@pytest.mark.parametrize(
    ("born", "typed"),
    [
        (PartialDate(year=1995), {"year": "1995"}),
        (PartialDate(year=2001, month=4), {"year": "2001", "month": "04"}),
        (PartialDate(year=1988, month=2, day=29), {"year": "١٩٨٨", "month": "٢", "day": "٢٩"}),
    ],
)
def test_birth_date_is_asked_as_far_as_it_is_known(
    deployment: ParticipantDeployment, client: FlaskClient, born: PartialDate, typed: dict[str, str]
) -> None:
    path = deployment.link(deployment.issue(born=born))
    form = client.get(path).text
    for name in ("day", "month", "year"):
        assert (f'name="{name}"' in form) is (name in typed)

    assert enter(client, path, **typed).status_code == 303


def test_five_wrong_dates_close_the_link_until_it_is_renewed(
    deployment: ParticipantDeployment, client: FlaskClient
) -> None:
    number = deployment.issue()
    path = deployment.link(number)
    form = token_of(client.get(path))
    said = [
        client.post(path, data={**BORN, "form": form, "day": str(day)}).text for day in range(1, 6)
    ]

    for left, text in zip((4, 3, 2), said[:3], strict=True):
        assert words("fr").wrong.format(left=left) in text
    assert words("fr").wrong_last in said[3]
    assert words("fr").locked_heading in said[4]
    late = client.post(path, data={**BORN, "form": form})
    assert late.status_code == 403
    assert words("fr").locked_heading in client.get(path).text
    assert enter(client, deployment.link(number)).status_code == 303


def test_nonsense_is_no_attempt(deployment: ParticipantDeployment, client: FlaskClient) -> None:
    path = deployment.link(deployment.issue())
    form = token_of(client.get(path))
    for typed in ({"day": ""}, {"month": "x"}, {"day": "31"}, {"year": "19888"}):
        answer = client.post(path, data={**BORN, **typed, "form": form})
        assert answer.status_code == 400
        assert words("fr").not_a_date in answer.text

    assert enter(client, path).status_code == 303


def test_attempts_at_the_same_time_are_counted_one_by_one(
    deployment: ParticipantDeployment,
) -> None:
    token = deployment.link(deployment.issue()).removeprefix("/d/")
    answers: list[Right | Wrong | None] = []
    guesses = [
        threading.Thread(
            target=lambda day=day: answers.append(
                try_birth_date(
                    deployment.mail_context, token, PartialDate(year=1988, month=2, day=day)
                )
            )
        )
        for day in range(1, 20)
    ]
    for guess in guesses:
        guess.start()
    for guess in guesses:
        guess.join()

    left = sorted(answer.left for answer in answers if isinstance(answer, Wrong))
    assert left == [0] * 15 + [1, 2, 3, 4]
    right = PartialDate(year=1988, month=2, day=29)
    assert try_birth_date(deployment.mail_context, token, right) == Wrong(left=0)


def test_unknown_and_cut_off_links_lead_nowhere(
    deployment: ParticipantDeployment, client: FlaskClient
) -> None:
    number = deployment.issue()
    path = deployment.link(number)
    with writing(deployment.mail_context.register) as session:
        assert cut_off(session, number, at=deployment.mail_context.instant()) == 1

    for nowhere in (path, "/d/" + "A" * 22, "/d/x", "/d/" + "é" * 22):
        answer = client.get(nowhere)
        assert answer.status_code == 404
        assert words("fr").unknown_heading in answer.text
