"""The language of messages: from the workbook, then as somebody chose it on the page."""

from dataclasses import replace
from datetime import timedelta

from attestation.facts import Number
from issuer.delivery.lost_link import answer_requests
from issuer.issuance.issue import issue
from issuer.lifecycle.withdrawal import Correction, replace_attestation
from register.database import reading
from register.participant_languages import language_of
from tests.support.issuer_contexts import make_draft, make_module
from tests.support.mail_contexts import turned
from tests.support.participants import BORN, ParticipantDeployment, token_of


def issued(deployment: ParticipantDeployment, language: str | None) -> Number:
    draft = replace(make_draft(), email="s@example.org", language=language)
    (number,) = issue(deployment.context, make_module(), [draft])
    assert isinstance(number, str)
    return number


def spoken(deployment: ParticipantDeployment, number: Number) -> str | None:
    with reading(deployment.mail_context.register) as session:
        return language_of(session, number)


def test_language_of_the_workbook_stays_with_what_replaces_it(
    deployment: ParticipantDeployment,
) -> None:
    number = issued(deployment, "nl")
    correction = Correction(holder=make_draft("Autre").holder, email="s@example.org")

    new = replace_attestation(deployment.context, number, correction, reason="nom", who="ines")

    assert (spoken(deployment, number), spoken(deployment, new)) == ("nl", "nl")


def test_language_chosen_on_the_page_is_kept_once_the_birth_date_is_right(
    deployment: ParticipantDeployment,
) -> None:
    number = issued(deployment, None)
    path, client = deployment.link(number), deployment.app.test_client()
    form = token_of(client.get(path))

    client.post(f"{path}?lang=ar", data={"form": form, **BORN, "year": "1990"})
    client.post(f"{path}?lang=ar", data={"form": form, **BORN, "day": "28"})
    assert spoken(deployment, number) is None
    client.post(path, data={"form": form, **BORN}, headers={"Accept-Language": "es"})
    assert spoken(deployment, number) is None  # a browser's wish is nobody's choice
    client.post(f"{path}?lang=ar", data={"form": form, **BORN})
    assert spoken(deployment, number) == "ar"
    client.post(f"{path}/send?lang=es", data={"form": form})
    assert spoken(deployment, number) == "es"


def test_lost_link_is_answered_in_the_language_of_the_page(
    deployment: ParticipantDeployment,
) -> None:
    number = issued(deployment, None)
    client = deployment.app.test_client()
    form = token_of(client.get("/"))

    client.post("/lost?lang=es", data={"form": form, "email": "s@example.org", **BORN})

    assert answer_requests(turned(deployment.mail_context, timedelta(hours=2))) == 1
    assert spoken(deployment, number) == "es"
