"""Each page of the desk has its paragraph in the guide."""

import pytest

from issuer.desk.language import LOCALES
from issuer.desk.pages.guide import read_guide
from issuer.desk.pages.help import PARAGRAPHS, paragraph_about


@pytest.mark.parametrize("language", sorted(LOCALES))
def test_paragraphs_are_headings_of_the_guide(language: str) -> None:
    assert set(PARAGRAPHS.values()) <= {one.name for one in read_guide(language).headings}


def test_page_without_a_paragraph_of_its_own_has_that_of_the_folder_above() -> None:
    row = paragraph_about("/classeurs/<identifier>/<int:sheet>/<int:row>")

    assert row == paragraph_about("/classeurs/<identifier>") == "corriger"


@pytest.mark.parametrize("rule", ["", "/", "/aide"])
def test_home_has_the_whole_guide(rule: str) -> None:
    assert paragraph_about(rule) is None
