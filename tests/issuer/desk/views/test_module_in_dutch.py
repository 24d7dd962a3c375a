"""The pages of modules and attestations, read in Dutch: their words, and no French among them."""

import re
from html import unescape

import pytest

from attestation.ending_reasons import SENTENCES
from issuer.desk.language import translations_in
from issuer.desk.pages.reason_field import LISTED
from tests.support.desks import Browser, TestDesk, workbook
from tests.support.french_left import french_left
from verifier.translations.catalogue import wording

CODE = "AC-2026-10"
ONE, TWO = "AC-2026-0001", "AC-2026-0002"


@pytest.fixture
def dutch(desk: TestDesk, ines: Browser) -> Browser:
    desk.issue(workbook())
    ines.get("/", lang="nl")
    return ines


@pytest.mark.parametrize(
    ("path", "query", "said"),
    [
        ("/", {}, "Bestand importeren"),
        ("/module", {"code": CODE}, "Er zijn er 3 nodig, dus nog 1 sessie."),
        ("/module", {"code": CODE, "etat": "none"}, "zonder attest"),
        ("/module/liste-de-signatures", {"code": CODE}, "Overhandiging van de attesten"),
        ("/module/corriger", {"code": CODE}, "Gegevens van de module verbeterd"),
        ("/modules/nouveau", {}, "Geplande module"),
        (f"/attestations/{ONE}", {}, "Afgeleverd"),
        (f"/attestations/{ONE}", {}, "<dd>12 u</dd>"),
        (f"/attestations/{ONE}/retirer", {}, "Bij vergissing uitgereikt"),
        (f"/attestations/{ONE}/corriger", {}, "Precies zoals op de verblijfstitel."),
    ],
)
def test_page_is_dutch_without_a_french_sentence(
    dutch: Browser, path: str, query: dict[str, str], said: str
) -> None:
    page = dutch.get(path, **query).text

    assert said in unescape(page)
    assert not french_left(page)


def test_refusals_are_said_in_dutch(dutch: Browser) -> None:
    again = {"family_name": "Haile", "given_name": "Tsegaye", "birth_date": "29/02/1996"}

    no_reason = dutch.post(f"/attestations/{ONE}/retirer", cause="", reason=" ").text
    same = dutch.post(f"/attestations/{ONE}/corriger", **again, cause="attendance").text
    nameless = dutch.post(f"/attestations/{ONE}/corriger", birth_date="31/02/1988").text
    empty = dutch.post("/modules/nouveau", code="X", title="").text
    nobody = dutch.post("/module/choisies", code=CODE, acte="retirer").text

    assert "de reden is openbaar: één zin van 1 tot 200 tekens" in no_reason
    assert f"er verandert niets: {ONE} vermeldt dit al" in same
    assert "De naam ontbreekt." in nameless
    assert "Titel: in te vullen." in empty
    assert "Niemand is aangevinkt" in nobody
    assert not [
        one for page in (no_reason, same, nameless, empty, nobody) for one in french_left(page)
    ]


def test_what_could_not_be_done_is_said_in_dutch(dutch: Browser) -> None:
    answer = dutch.post(f"/attestations/{ONE}/annuler")

    assert answer.status_code == 409
    assert f"{ONE}: er valt niets meer te annuleren." in answer.text
    assert not french_left(answer.text)


def test_free_words_of_a_reason_stay_french_and_say_so(dutch: Browser) -> None:
    dutch.post(
        f"/attestations/{ONE}/retirer", cause="issued-by-mistake", reason="deux fois", at_once="1"
    )
    dutch.post(f"/attestations/{TWO}/retirer", cause="", reason="Retirer", at_once="1")

    first = dutch.get(f"/attestations/{ONE}").text
    second = dutch.get(f"/attestations/{TWO}").text

    assert 'Ingetrokken: Bij vergissing uitgereikt: <span lang="fr">deux fois</span>' in first
    assert 'Ingetrokken: <span lang="fr">Retirer</span>' in second


def test_listed_reasons_are_those_that_verifiers_translate() -> None:
    dutch = translations_in("nl")

    assert LISTED == SENTENCES
    assert {one: said.translated(dutch) for one, said in LISTED.items()} == wording(
        "nl"
    ).ending_reasons


def test_what_is_done_with_one_or_several_is_dutch(dutch: Browser) -> None:
    typed = {"family_name": "Hailé", "birth_date": "29/02/1996", "cause": "attendance"}
    compared = dutch.post(f"/attestations/{ONE}/corriger", **typed).text
    ticked = dutch.post("/module/choisies", code=CODE, acte="retirer", numero=[ONE, TWO])
    several = dutch.get(ticked.location).text
    dutch.post(f"/attestations/{TWO}/retirer", cause="attendance")
    waiting = dutch.get(f"/attestations/{TWO}").text
    home = dutch.get("/").text
    found = dutch.get(dutch.post("/recherche", q=CODE).location).text

    assert "Vervangen over 10 minuten" in compared
    assert "met de reden “Fout in de aanwezigheden” en het nieuwe nummer" in compared
    assert "2 attesten intrekken" in several
    assert "Wordt ingetrokken om" in waiting
    assert "wordt ingetrokken om" in home
    assert "2 attesten." in found
    assert not [
        one for page in (compared, several, waiting, home, found) for one in french_left(page)
    ]


def test_module_to_come_is_dutch_to_its_printed_list(dutch: Browser) -> None:
    session = {"day-0": "2026-12-01", "start-0": "09:00", "end-0": "12:00"}
    kept = dutch.post("/modules/nouveau", code="N-1", title="Nieuw", people="A ; B", **session)
    page = dutch.get(kept.location).text
    printed = dutch.get("/modules/prevu/liste", code="N-1").text

    assert "1 sessie, van 01/12/2026 tot 01/12/2026" in page
    assert "1 ingeschreven persoon" in page
    assert "Aanwezigheidslijst" in printed
    assert not [one for page in (page, printed) for one in french_left(page)]


def test_correction_of_a_module_is_shown_and_waits_in_dutch(dutch: Browser) -> None:
    page = dutch.get("/module/corriger", code=CODE).text
    fields = dict(re.findall(r'name="([\w-]+)"[^>]*? value="([^"]*)"', page))
    typed = {name: unescape(text) for name, text in fields.items() if name != "csrf_token"}
    answer = dutch.post("/module/corriger", **typed | {"title": "Anders", "cause": "attendance"})
    shown = dutch.get(answer.location).text
    digest = re.search(r'name="digest" value="(\w+)"', shown)
    assert digest
    dutch.post(answer.location, digest=digest[1])
    home = dutch.get("/").text

    assert "2 attesten worden vervangen" in shown
    assert "Vervangen over 10 minuten" in shown
    assert f"Verbetering van module {CODE}" in home
    assert not [one for page in (shown, home) for one in french_left(page)]
