"""The participant's page in each of its languages."""

from datetime import date, timedelta

import pytest

from issuer.delivery.texts import languages, words
from register.check_counts import add_checks
from register.database import writing
from tests.support.participants import ParticipantDeployment, enter

MAX_PAGE_BYTES = 40_000


@pytest.mark.parametrize("language", languages())
def test_pages_are_small_and_whole_in_every_language(
    deployment: ParticipantDeployment, language: str
) -> None:
    number = deployment.issue("N" * 100)
    path = deployment.link(number)
    client = deployment.app.test_client()
    spoken = words(language)
    static = client.get("/d/nothing").text.count("/static/")
    extra = 0
    for name in ("base.css", "participant.css", "icon.svg", "share.js"):
        with client.get(f"/static/{name}") as file:
            extra += len(file.data)
    assert static == 3
    enter(client, path)
    for place in ("/", path, f"{path}/see", "/d/unknown"):
        page = client.get(f"{place}?lang={language}")
        assert f'<html lang="{language}" dir="{spoken.direction}">' in page.text
        assert len(page.data) + extra <= MAX_PAGE_BYTES
        assert "{" not in page.text
    assert spoken.download in client.get(f"{path}?lang={language}").text
    accepted = client.get("/", headers={"Accept-Language": f"{language};q=0.9, xx"})
    assert spoken.lost_heading in accepted.text


@pytest.mark.parametrize("language", languages())
def test_page_says_on_which_days_it_was_checked(
    deployment: ParticipantDeployment, language: str
) -> None:
    number, spoken = deployment.issue(), words(language)
    path, client = deployment.link(number), deployment.app.test_client()
    enter(client, path)
    assert spoken.checked_never in client.get(f"{path}?lang={language}").text
    days = [date(2026, 11, 20) + timedelta(days=day) for day in range(400)]
    with writing(deployment.mail_context.register) as session:
        add_checks(session, {(number, day): 7 for day in days})

    page = client.get(f"{path}?lang={language}")

    assert spoken.checked_never not in page.text
    assert spoken.checked_text in page.text
    shown = [f">{spoken.written_day(day)}</time>" in page.text for day in reversed(days)]
    assert shown == [True] * 30 + [False] * 370
    assert spoken.checked_earlier.format(count=370) in page.text
    assert len(page.data) <= MAX_PAGE_BYTES


@pytest.mark.parametrize("asked", ["fa-AF", "fa-AF, en;q=0.5", "prs"])
def test_telephone_in_dari_gets_dari(deployment: ParticipantDeployment, asked: str) -> None:
    page = deployment.app.test_client().get("/", headers={"Accept-Language": asked})

    assert words("prs").lost_heading in page.text
