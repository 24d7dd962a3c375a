"""The page that asks how a file is read."""

import re
from collections.abc import Mapping
from datetime import date

import pytest

from issuer.workbook.format.cells import Sheet
from tests.support import layouts
from tests.support.brought_files import answer, bring
from tests.support.desks import Browser

PEOPLE = (("Diallo", "Awa", date(1990, 5, 4)), ("Ngoma", "Grâce", date(1991, 6, 5)))
GRID = layouts.grid({"DIALLO Awa": ["x"] * 4, "NGOMA Grâce": ["x", None, "x", "x"]})


def undecided(page: str) -> str:
    """Return the name of the field of the only column that no word explains."""
    (found,) = re.findall(r'name="(column-[0-9a-f]+)"[^>]*aria-invalid', page)
    return str(found)


def test_column_that_no_word_explains_is_decided_by_a_person(ines: Browser) -> None:
    rows = [list(row) for row in GRID.rows]
    rows[2][2] = "Zaal"
    grid = Sheet(name="lijst", rows=tuple(map(tuple, rows)))
    preview = bring(
        ines, grid, module=layouts.module(), enrolled=layouts.enrolled(*PEOPLE)
    ).location
    page = ines.get(f"{preview}/lecture").text

    refused = answer(ines, preview)
    assert refused.status_code == 422
    assert "« Zaal » n’est pas décidée" in refused.text
    assert answer(ines, preview, **{undecided(page): "set-aside"}).status_code == 303


def test_another_title_row_or_layout_shows_its_own_columns_first(ines: Browser) -> None:
    preview = bring(ines, GRID, module=layouts.module()).location

    page = answer(ines, preview, header="4")

    assert page.status_code in (200, 422)
    assert "DIALLO Awa" in page.text
    assert answer(ines, preview, layout="log").status_code == 422
    assert answer(ines, preview, layout="poem").status_code == 400
    assert answer(ines, preview, header="4000").status_code == 400


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"minutes": "beaucoup"}, "pas un nombre de minutes"),
        ({"from-jour": "tôt", "to-jour": "13:00"}, "Ces heures ne se lisent pas"),
        ({"day-x": "bientôt"}, "n’est pas une date"),
    ],
)
def test_field_that_cannot_be_understood_is_said(
    changed: Mapping[str, str], words: str, ines: Browser
) -> None:
    preview = bring(ines, GRID).location

    refused = answer(ines, preview, **changed)

    assert refused.status_code == 422
    assert words in refused.text
