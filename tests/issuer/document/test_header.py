"""The head of the page: whose document this is."""

import pytest

from issuer.document.composition import compose_sheet
from issuer.document.header import initials
from issuer.document.sheet import (
    Picture,
)
from issuer.settings.logo import Logo
from issuer.settings.organisation import Letterhead
from tests.support.composed_sheets import assert_well_set, texts
from tests.support.documents import (
    ORGANISATION,
    make_document_facts,
)


def test_logo_keeps_its_proportions_and_the_name_moves_to_the_address() -> None:
    logo = Logo(width_pixels=640, height_pixels=120, palette=b"\0" * 3, compressed_pixels=b"")

    sheet = compose_sheet(make_document_facts(), Letterhead(organisation=ORGANISATION, logo=logo))

    (picture,) = (mark for mark in sheet.marks if isinstance(mark, Picture))
    assert picture.box.width / picture.box.height == pytest.approx(640 / 120)
    assert_well_set(sheet)
    assert "Maison des Passages" in texts(sheet)


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Maison des Passages", "MP"),
        ("Centre d’accueil de la Senne", "CA"),
        ("CIRÉ", "C"),
        ("l'Étape", "É"),
        ("«»", "«"),
    ],
)
def test_initials_stand_for_the_telling_words(name: str, letters: str) -> None:
    assert initials(name) == letters
