"""The desk in each of its languages: whole, without a word of another, and as it was chosen."""

import re
from pathlib import Path

import pytest

from issuer.desk.language import LOCALES, SOURCE, read_catalogue
from tests.setup.desk_catalogues import FOLDER, updated
from tests.support.desk_texts import (
    computed_sentences,
    strings_outside,
    texts_outside,
    unsafe_messages,
)
from tests.support.desks import Browser, TestDesk, workbook
from tests.support.translations import pairs
from tests.support.workbooks import person

ROOT = Path(__file__).parents[3]
TEMPLATES = sorted((ROOT / "issuer/desk/templates").glob("*.*"))
CODE = sorted(set((ROOT / "issuer/desk").rglob("*.py")) - {ROOT / "issuer/desk/language.py"})
TRANSLATED = sorted(set(LOCALES) - {SOURCE})


@pytest.mark.parametrize("language", TRANSLATED)
def test_catalogue_has_each_message_of_the_desk_and_no_other(language: str) -> None:
    # Otherwise: make catalogues, and translate what is empty.
    kept = {path.name: path.read_text() for path in (FOLDER / language).glob("*.po")}
    assert kept == {name: content.decode() for name, content in updated(language).items()}


@pytest.mark.parametrize("language", TRANSLATED)
def test_each_message_of_the_desk_is_translated_with_the_same_places(language: str) -> None:
    for french, translation in pairs(read_catalogue(language)):
        assert translation, french
        for place in (r"{\w+}", r"</?\w+", r'href="[^"]*"'):
            found = sorted(re.findall(place, translation))
            assert found == sorted(re.findall(place, french)), french


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_template_says_nothing_that_no_catalogue_has(template: Path) -> None:
    assert not texts_outside(template.read_text())


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_templates_mark_only_their_own_words_as_safe(template: Path) -> None:
    assert not unsafe_messages(template.read_text())


@pytest.mark.parametrize(
    "module", CODE, ids=lambda path: str(path.relative_to(ROOT / "issuer/desk"))
)
def test_code_says_nothing_that_no_catalogue_has(module: Path) -> None:
    assert not strings_outside(module)


def test_sentences_are_made_of_literals_which_catalogues_have() -> None:
    # What was kept is read back, and shown by `kept_text`, which needs no catalogue to have it.
    read_back = {"language.py", "kept_sentence.py"}

    made = {path.name: computed_sentences(path) for path in (ROOT / "issuer").rglob("*.py")}

    assert {name for name, lines in made.items() if lines} == read_back


def test_page_is_in_the_language_that_was_chosen_and_stays_in_it(desk: TestDesk) -> None:
    browser = desk.browser()

    french = browser.get("/connexion").text
    chosen = browser.get("/connexion", lang="nl").text
    later = browser.get("/connexion").text

    assert '<html lang="fr">' in french
    assert '<html lang="nl">' in chosen
    assert '<html lang="nl">' in later


def test_page_is_in_the_language_of_the_browser_where_nobody_chose(desk: TestDesk) -> None:
    browser = desk.browser()

    page = browser.client.get(
        "/connexion", headers={"Accept-Language": "nl-BE,nl;q=0.9,fr;q=0.5"}
    ).text

    assert '<html lang="nl">' in page


def test_nought_is_counted_as_each_language_counts_it(desk: TestDesk, ines: Browser) -> None:
    preview = ines.read_upload(workbook(person(marks="AAA")))

    assert "<b>0</b> a droit" in ines.get(preview).text
    assert "<b>0</b> hebben recht" in ines.get(preview, lang="nl").text
