"""The language that somebody chose stays theirs: through sign-in, refused forms, and links."""

import re
from pathlib import Path

import pytest

from tests.support.desks import DESK_SETTINGS, PASSWORD, Browser, TestDesk, make_desk, workbook
from tests.support.french_left import french_left
from tests.support.mail_contexts import MAIL
from tests.support.mail_server import Post
from tests.support.regimes import make_regime
from tests.support.settings_forms import FIELDS

DUTCH = '<html lang="nl">'


@pytest.fixture
def dutch(ines: Browser) -> Browser:
    """The coordinator's browser, in which Dutch was chosen."""
    ines.get("/compte", lang="nl")
    return ines


def test_language_survives_signing_in_and_out(desk: TestDesk) -> None:
    browser = desk.browser()
    browser.get("/connexion", lang="nl")

    browser.sign_in("ines", PASSWORD, desk.one_time("ines"))
    inside = browser.get("/compte").text
    browser.post("/deconnexion")
    outside = browser.get("/connexion").text

    assert DUTCH in inside
    assert "Uw wachtwoord" in inside
    assert DUTCH in outside
    assert "Aanmelden" in outside


def test_links_to_languages_keep_the_page_and_its_query(ines: Browser) -> None:
    page = ines.get("/reglages/regimes?code=A&code=B").text

    links = re.findall(r'<a href="([^"]+)" lang="nl"', page)

    assert links == ["/reglages/regimes?code=A&amp;code=B&amp;lang=nl"]


def test_chosen_language_is_in_no_link_twice(dutch: Browser) -> None:
    page = dutch.get("/journal", lang="fr").text

    assert re.findall(r'<a href="([^"]+)" lang="nl"', page) == ["/journal?lang=nl"]


def test_form_answered_with_422_is_still_in_dutch(dutch: Browser) -> None:
    answer = dutch.post("/compte", old=PASSWORD, new="kort", again="kort")

    assert answer.status_code == 422
    assert "Het nieuwe wachtwoord heeft minder dan" in answer.text
    assert french_left(answer.text) == []


def test_refused_settings_are_explained_in_dutch(dutch: Browser) -> None:
    typed = FIELDS | {"accent_colour": "#FFFFAA", "place": "", "required_percent": "200"}

    answer = dutch.post("/reglages", page="/reglages", **typed)
    drawn = dutch.client.post(
        "/reglages/apercu",
        data=typed | {"csrf_token": dutch.token("/reglages")},
        headers={"Accept": "application/json"},
    )

    assert answer.status_code == 422
    assert "De kleur is te licht om op wit gelezen te worden." in answer.text
    assert "Er wordt een getal van hoogstens 100 verwacht." in answer.text
    assert "3 velden moet u nakijken." in answer.text
    assert french_left(answer.text) == []
    assert drawn.json is not None
    assert drawn.json["problems"]["place"] == "er wordt een tekst van minstens 1 teken verwacht"


def test_refused_regime_is_explained_in_dutch(dutch: Browser) -> None:
    answer = dutch.post("/reglages/regimes", page="/reglages", code="?", valid_from="morgen")

    assert answer.status_code == 422
    assert "Er wordt een code van een regeling verwacht" in answer.text
    assert "Er wordt een datum verwacht." in answer.text
    assert french_left(answer.text) == []


@pytest.mark.parametrize(
    "path", ["/compte", "/comptes", "/reglages", "/reglages?version=1", "/reglages/regimes"]
)
def test_pages_of_accounts_and_settings_say_nothing_in_french(
    desk: TestDesk, dutch: Browser, path: str
) -> None:
    dutch.post("/comptes", login="omar", role="reader")
    dutch.post("/reglages", page="/reglages", **FIELDS)
    dutch.post("/reglages/apercu", page="/reglages", **FIELDS | {"place": "Gent"})

    page = dutch.get(path)

    assert page.status_code == 200
    assert french_left(page.text) == []


@pytest.mark.parametrize(
    ("path", "typed", "status", "words"),
    [
        ("/compte/facteur", {"password": PASSWORD}, 200, "Nieuwe telefoon"),
        ("/compte/facteur", {"password": "fout"}, 403, "Dit is niet uw wachtwoord."),
        ("/compte/codes", {"password": PASSWORD}, 200, "Uw herstelcodes"),
        ("/compte/cles", {"password": PASSWORD}, 200, "Nieuwe toegangssleutel"),
        ("/compte/cles/garder", {}, 422, "de toegangssleutel werd niet aangemaakt"),
        ("/comptes", {"login": "?", "role": "reader"}, 422, "Accountnaam: 2 tot 60 tekens"),
        ("/comptes", {"login": "omar", "role": "reader"}, 200, "Uitnodiging voor omar"),
    ],
)
def test_each_answer_about_secrets_is_in_dutch(
    dutch: Browser, path: str, typed: dict[str, str], status: int, words: str
) -> None:
    answer = dutch.post(path, **typed)

    assert answer.status_code == status
    assert words in answer.text
    assert french_left(answer.text) == []


def test_changed_regimes_are_listed_in_dutch(dutch: Browser) -> None:
    regime = make_regime("MIJN-REGELING").model_dump(mode="json")
    typed = {name: text for name, text in regime.items() if isinstance(text, str)}
    typed |= {
        f"{name}.{language}": text
        for name, texts in regime.items()
        if isinstance(texts, dict)
        for language, text in texts.items()
    }

    answer = dutch.post("/reglages/regimes", page="/reglages", **typed)
    page = dutch.get(answer.location.partition("#")[0]).text

    assert "MIJN-REGELING: nieuwe fiche, " in page
    assert french_left(page) == []


def test_log_is_read_in_dutch_and_what_was_written_into_it_is_marked(
    desk: TestDesk, dutch: Browser
) -> None:
    desk.issue(workbook())
    dutch.post("/compte/codes", password=PASSWORD)
    dutch.post("/comptes", login="omar", role="reader")

    page = dutch.get("/journal").text

    assert "heeft de aflevering gevraagd" in page
    assert "<td>herstelcodes</td>" in page
    assert "elk ondertekend en met de vorige verbonden" in page
    assert french_left(page) == []


def test_enrolling_is_in_the_language_of_who_opens_the_invitation(
    desk: TestDesk, ines: Browser
) -> None:
    invited = ines.post("/comptes", login="omar", role="reader").text
    link = re.search(r"http://127\.0\.0\.1:8001(/invitation/[^<]+)<", invited)
    assert link, invited
    browser = desk.browser()

    page = browser.get(link[1], lang="nl").text
    refused = browser.post(link[1], page=link[1], new="kort", again="kort", one_time="1").text
    ines.post("/comptes/fermer", login="omar")
    over = browser.get(link[1]).text

    for one in (page, refused, over):
        assert french_left(one) == []
    assert "Welkom, omar" in page
    assert 'aria-label="QR-code van de tweede factor"' in page


def test_invitation_is_written_in_the_language_of_the_page(
    server: tuple[Post, int], tmp_path: Path
) -> None:
    post, port = server
    desk = make_desk(tmp_path, settings=DESK_SETTINGS + MAIL.format(port=port))
    desk.add_user("ines")
    browser = desk.browser("ines")
    browser.get("/comptes", lang="nl")

    page = browser.post("/comptes", login="omar", role="reader", email="omar@example.org").text

    message = post.received[0][1]
    assert message["Content-Language"] == "nl"
    assert message["Subject"].startswith("Attestenbureau")
    assert "ines nodigt u uit in het attestenbureau" in message.get_content()
    assert french_left(page) == []


def test_invitation_that_could_not_be_sent_is_explained_in_dutch(tmp_path: Path) -> None:
    desk = make_desk(tmp_path, settings=DESK_SETTINGS + MAIL.format(port=1))
    desk.add_user("ines")
    browser = desk.browser("ines")
    browser.get("/comptes", lang="nl")

    page = browser.post("/comptes", login="omar", role="reader", email="omar@example.org").text

    assert "De e-mail is niet verstuurd: de mailserver antwoordt niet (" in page
    assert french_left(page) == []


def test_what_was_typed_before_a_sessions_end_comes_back_with_a_note_in_dutch(
    desk: TestDesk, dutch: Browser
) -> None:
    token = dutch.token("/comptes")
    desk.clock.turn(desk.context.settings.desk.session)
    dutch.client.post(
        "/comptes",
        data={"csrf_token": token, "login": "omar"},
        headers={"Referer": "http://127.0.0.1:8001/comptes"},
    )
    ended = dutch.get("/connexion").text

    entered = dutch.sign_in("ines", PASSWORD, desk.one_time("ines"))
    page = dutch.get(entered.location).text

    assert french_left(ended) == []
    assert "Uw sessie was verlopen: wat u geschreven had, staat hier" in page
    assert 'value="omar"' in page
    assert french_left(page) == []


def test_refusal_by_an_error_is_in_dutch(dutch: Browser) -> None:
    page = dutch.post("/comptes/fermer", login="ines").text

    assert "uw eigen account moet door iemand anders gesloten worden." in page
    assert french_left(page) == []


@pytest.mark.parametrize("asked", ["endpoint", "_scheme", "_external", "_anchor", "_method"])
def test_links_to_languages_lead_to_the_same_page_whatever_the_query_is_called(
    desk: TestDesk, asked: str
) -> None:
    answer = desk.browser().get("/connexion", **{asked: "javascript"})

    assert answer.status_code == 200
    assert f'href="/connexion?{asked}=javascript&amp;lang=nl"' in answer.text
