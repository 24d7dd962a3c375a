"""The participant's page: what opens it, what it gives, and what it keeps to itself."""

import threading
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import update

from attestation.partial_date import PartialDate
from issuer.delivery.texts import words
from issuer.lifecycle.withdrawal import Correction, replace_attestation, withdraw
from issuer.organisation.form import settings_of
from issuer.organisation.history import keep_version
from issuer.participant.access import Right, Wrong, try_birth_date
from issuer.participant.app import ENDPOINTS
from register.attestations import document
from register.database import reading, writing
from register.links import cut_off
from register.outbox import messages, posted
from register.tables.attestations import DocumentRow
from register.tables.desk import OrganisationVersionRow
from tests.support.issuer_contexts import make_draft
from tests.support.issuers import ADDRESS
from tests.support.participants import BORN, ParticipantDeployment, enter, open_deployment, token_of
from tests.support.sweeps import sweep


def test_link_and_birth_date_give_the_very_bytes_that_were_issued(
    deployment: ParticipantDeployment, client: FlaskClient
) -> None:
    number = deployment.issue()
    path = deployment.link(number)
    assert "Ağaoğlu" not in client.get(path).text

    answer = enter(client, path)

    assert (answer.status_code, answer.headers["Location"]) == (303, path)
    page = client.get(path)
    assert "Şükriye Ağaoğlu" in page.text
    given = client.get(f"{path}/attestation.pdf")
    with reading(deployment.mail_context.register) as session:
        assert given.data == document(session, number)
    assert (
        given.headers["Content-Disposition"] == f'attachment; filename="attestation-{number}.pdf"'
    )
    image = client.get(f"{path}/attestation.png")
    assert image.data.startswith(b"\x89PNG")
    assert len(image.data) < 120_000
    assert f"{path}/attestation.png" in client.get(f"{path}/see").text


def test_page_holds_the_link_with_which_others_check(
    deployment: ParticipantDeployment, client: FlaskClient
) -> None:
    path = deployment.link(deployment.issue())
    enter(client, path)

    assert f'value="{ADDRESS}/v#' in client.get(path).text


def change_contact(deployment: ParticipantDeployment, *, phone: str) -> None:
    now = settings_of(deployment.context.settings)
    organisation = now.organisation.model_copy(update={"phone": phone})
    keep_version(deployment.context, replace(now, organisation=organisation), seen=0, who="ines")


def test_page_names_the_contact_that_the_desk_last_kept(
    deployment: ParticipantDeployment, client: FlaskClient
) -> None:
    change_contact(deployment, phone="+32 2 000 77 77")

    assert "+32 2 000 77 77" in client.get("/d/nothing").text


def test_page_still_opens_where_the_newest_contact_cannot_be_believed(
    deployment: ParticipantDeployment, client: FlaskClient
) -> None:
    change_contact(deployment, phone="+32 2 000 77 77")
    with writing(deployment.mail_context.register) as session:
        session.execute(update(OrganisationVersionRow).values(signed=b"nothing"))

    page = client.get("/d/nothing")

    assert page.status_code == 404
    assert "+32 2 000 77 77" not in page.text
    assert deployment.mail_context.settings.letterhead.organisation.coordinator.name in page.text


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


def test_form_of_another_page_changes_nothing(
    deployment: ParticipantDeployment, client: FlaskClient
) -> None:
    path, other = deployment.link(deployment.issue()), deployment.link(deployment.issue("Bah"))
    stranger = token_of(client.get(other))

    for form in ("", "x", stranger, token_of(client.get("/"))):
        answer = client.post(path, data={**BORN, "form": form})
        assert answer.status_code == 400
        assert "Set-Cookie" not in answer.headers


def test_hundred_prefetches_use_nothing_up(deployment: ParticipantDeployment) -> None:
    number = deployment.issue()
    deployment.queue(number)
    path = deployment.link(number)
    with reading(deployment.mail_context.register) as session:
        before = posted(session)
    places = (path, f"{path}/see", f"{path}/attestation.png", f"{path}/attestation.pdf")
    for one in range(sweep(100, reduced=20)):
        scanner = deployment.app.test_client()
        network = {"REMOTE_ADDR": f"192.0.2.{one}"}
        for place in places:
            for method in ("HEAD", "GET"):
                assert scanner.open(place, method=method, environ_base=network).status_code < 400

    with reading(deployment.mail_context.register) as session:
        assert posted(session) == before
    assert enter(deployment.app.test_client(), path).status_code == 303


def test_board_learns_when_it_was_opened_and_downloaded(
    deployment: ParticipantDeployment, client: FlaskClient
) -> None:
    number = deployment.issue()
    deployment.queue(number)
    path = deployment.link(number)
    enter(client, path)
    client.head(f"{path}/attestation.pdf")
    with reading(deployment.mail_context.register) as session:
        (opened,) = posted(session)
    client.get(f"{path}/attestation.pdf")
    with reading(deployment.mail_context.register) as session:
        (downloaded,) = posted(session, module_code="AC-2026-10")

    assert (opened.opened_at, opened.downloaded_at) == (deployment.mail_context.instant(), None)
    assert downloaded.downloaded_at == deployment.mail_context.instant()


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


def test_link_of_a_replaced_attestation_leads_to_the_new_one_and_says_so(
    deployment: ParticipantDeployment, client: FlaskClient
) -> None:
    old = deployment.issue("Agaoglu")
    path = deployment.link(old)
    correction = Correction(holder=make_draft().holder, email="s@example.org")
    new = replace_attestation(deployment.context, old, correction, reason="nom", who="ines")

    enter(client, path)

    page = client.get(path).text
    assert words("fr").replaced_heading in page
    assert new in page
    assert old not in page
    with reading(deployment.mail_context.register) as session:
        assert client.get(f"{path}/attestation.pdf").data == document(session, new)


def test_withdrawn_attestation_is_not_given_and_whom_to_ask_is_said(
    deployment: ParticipantDeployment, client: FlaskClient
) -> None:
    number = deployment.issue()
    path = deployment.link(number)
    enter(client, path)
    withdraw(deployment.context, number, reason="présences", who="ines")

    page = client.get(path).text

    assert words("fr").withdrawn_heading in page
    assert "Inès Vandamme" in page
    for what in ("see", "attestation.png", "attestation.pdf"):
        assert client.get(f"{path}/{what}").status_code == 303


def test_document_that_is_not_what_was_issued_is_not_given(
    deployment: ParticipantDeployment, client: FlaskClient
) -> None:
    path = deployment.link(deployment.issue())
    enter(client, path)
    with writing(deployment.mail_context.register) as session:
        session.execute(update(DocumentRow).values(content=b"%PDF-1.7 something else"))

    for what in ("attestation.pdf", "attestation.png"):
        answer = client.get(f"{path}/{what}")
        assert answer.status_code == 503
        assert words("fr").error_heading in answer.text


def test_own_copy_goes_to_the_known_address_once(
    deployment: ParticipantDeployment, client: FlaskClient
) -> None:
    number = deployment.issue()
    path = deployment.link(number)
    enter(client, path)
    form = token_of(client.get(path))

    first = client.post(f"{path}/send", data={"form": form, "email": "evil@example.org"})
    second = client.post(f"{path}/send", data={"form": form})

    assert words("fr").sent in first.text
    assert words("fr").sent_recently in second.text
    with reading(deployment.mail_context.register) as session:
        (message,) = messages(session, number)
    assert message.address == "s@example.org"
    assert deployment.mail_context.address_of(message.link_id).endswith(path)


def test_without_an_address_there_is_no_send_button(
    deployment: ParticipantDeployment, client: FlaskClient
) -> None:
    path = deployment.link(deployment.issue(email=None))
    enter(client, path)

    assert words("fr").send not in client.get(path).text


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


def test_every_answer_is_private_and_takes_nothing_from_elsewhere(
    deployment: ParticipantDeployment, client: FlaskClient
) -> None:
    path = deployment.link(deployment.issue())
    enter(client, path)
    for place in (path, f"{path}/see", f"{path}/attestation.pdf", "/", "/nowhere", "/robots.txt"):
        headers = client.get(place).headers
        assert headers["Cache-Control"] == "no-store"
        assert headers["Referrer-Policy"] == "no-referrer"
        assert "noindex" in headers["X-Robots-Tag"]
        assert "default-src 'none'" in headers["Content-Security-Policy"]
        assert "unsafe" not in headers["Content-Security-Policy"]
    assert client.get("/robots.txt").text == "User-agent: *\nDisallow: /\n"


def test_routes_are_those_that_are_listed(deployment: ParticipantDeployment) -> None:
    rules = list(deployment.app.url_map.iter_rules())

    assert {rule.endpoint for rule in rules} == ENDPOINTS
    for rule in rules:
        changing = rule.endpoint in ("enter", "lost", "send", "leave")
        assert (rule.methods or set()) - {"HEAD"} == ({"POST"} if changing else {"GET"})
