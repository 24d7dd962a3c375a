"""The coordinator's guide: the same in each language, and nothing but text of ours."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from issuer.desk.language import LOCALES, SOURCE, read_catalogue
from issuer.desk.pages.guide import read_guide
from tests.support.translations import pairs

FOLDER = Path(__file__).parents[4] / "issuer" / "desk" / "guide"
LANGUAGES = sorted(LOCALES)
TRANSLATED = sorted(set(LOCALES) - {SOURCE})


def emphasised(language: str) -> set[str]:
    """Return what the guide says in bold or italics: the names of buttons and of parts of pages."""
    text = (FOLDER / f"{language}.md").read_text("utf-8")
    return {" ".join(words.split()) for words in re.findall(r"\*{1,2}([^*]+)\*{1,2}", text)}


@pytest.mark.parametrize("language", TRANSLATED)
def test_guide_has_the_same_headings_and_pictures_in_each_language(language: str) -> None:
    shape = re.compile(r"^#+(?= )|\(\S+\.png\)", re.MULTILINE)

    own, french = ((FOLDER / f"{one}.md").read_text("utf-8") for one in (language, SOURCE))

    assert shape.findall(own) == shape.findall(french)
    assert [one.name for one in read_guide(language).headings] == [
        one.name for one in read_guide(SOURCE).headings
    ]


@pytest.mark.parametrize("language", TRANSLATED)
def test_guide_names_buttons_as_the_pages_do(language: str) -> None:
    named, here = emphasised(SOURCE), emphasised(language)
    text = (FOLDER / f"{language}.md").read_text("utf-8")  # between underscores: of the sheet
    shown = {
        other
        for french, other in pairs(read_catalogue(language))
        if french in named and f"_{french}_" not in text
    }

    assert len(shown) > 30
    assert shown - here == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_guide_holds_no_html_and_leads_nowhere_else(language: str) -> None:
    guide = read_guide(language)

    assert "<" not in (FOLDER / f"{language}.md").read_text("utf-8")
    assert not re.search(r"<(?!/?(?:p|h2|h3|em|strong|code)\b)|\b(?:href|src|on\w+)=", guide.text)
    assert not re.search(r"\]\(|\*\*|&amp;nbsp;", guide.text)  # nothing was left unread


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_heading_has_a_name_of_its_own(language: str) -> None:
    guide = read_guide(language)

    names = re.findall(r'<h[23] id="([a-z-]+)">', guide.text)
    assert names == [one.name for one in guide.headings]
    assert len(set(names)) == len(names) > 15


def test_words_of_the_sheet_are_marked_as_french_in_another_language() -> None:
    assert '<em lang="fr">Heures exigées</em>' in read_guide("nl").text
    assert "lang=" not in read_guide("fr").text


def test_markdown_is_loaded_when_help_is_asked_for() -> None:
    script = "import sys, issuer.desk.app; print('markdown_it' in sys.modules)"

    said = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )

    assert said.stdout == "False\n"
