"""The participant's pages."""

from dataclasses import replace

from flask.testing import FlaskClient
from sqlalchemy import update

from issuer.delivery.texts import words
from issuer.lifecycle.withdrawal import Correction, replace_attestation, withdraw
from issuer.organisation.form import settings_of
from issuer.organisation.history import keep_version
from register.attestations import document
from register.database import reading, writing
from register.outbox import messages, posted
from register.tables.desk import OrganisationVersionRow
from tests.support.issuer_contexts import make_draft
from tests.support.issuers import ADDRESS
from tests.support.participants import ParticipantDeployment, enter, token_of
from tests.support.sweeps import sweep


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
