"""The workbook as the coordinator sees it: each outcome, each problem, each difference."""

import io
import re

from tests.support.desks import Browser, workbook
from tests.support.previews import counts, rows
from tests.support.workbooks import (
    HEADER,
    MODULE_ROWS,
    person,
    xlsx_bytes,
)

OTHER = {"family_name": "Đặng", "given_name": "Thị Hồng"}


def test_preview_mirrors_the_sheet_with_each_outcome(ines: Browser) -> None:
    page = ines.get(ines.read_upload(workbook(person(), person(**OTHER, marks="PA?")))).text

    assert counts(page) == {
        "en tout": 2, "a droit": 1, "n’a pas droit": 0, "déjà délivrée": 0, "problème": 1,
    }  # fmt: skip
    assert "Haile" in rows(page)[2]
    assert "a droit" in rows(page)[2]
    cell = re.search(r'<td [^>]*class="faulty">(.*?)</td>', rows(page)[3], re.DOTALL)
    assert cell
    assert cell[1].startswith("?")
    assert "n’est pas une marque de présence connue" in cell[1]


def test_who_is_not_entitled_sees_the_missed_dates(ines: Browser) -> None:
    page = ines.get(ines.read_upload(workbook(person(marks="PAE")))).text

    assert "06/10/2026, 08/10/2026" in rows(page)[2]
    assert "Délivrer" not in page


def test_filter_shows_one_outcome(ines: Browser) -> None:
    preview = ines.read_upload(workbook(person(), person(**OTHER, marks="PA?")))

    assert set(rows(ines.get(preview, resultat="problem").text)) == {1, 3}
    assert set(rows(ines.get(preview, resultat="entitled").text)) == {1, 2}
    assert set(rows(ines.get(preview, resultat="autre").text)) == {1, 2, 3}


def test_title_rows_and_problems_of_the_module_are_shown(ines: Browser) -> None:
    header = (*HEADER[:-1], "12/12/2026")
    page = ines.get(
        ines.read_upload(
            xlsx_bytes(
                {"Module": MODULE_ROWS, "Présences": [("Groupe du matin",), header, person()]}
            )
        )
    ).text

    assert 'colspan="8">Groupe du matin<' in page
    assert "n’est la date d’aucune séance" in page
    assert '<h2 id="feuille-0">Module</h2>' in page
    assert counts(page)["problème"] == 1


def test_second_upload_shows_the_difference(ines: Browser) -> None:
    preview = ines.read_upload(
        workbook(person(marks="P?P"), person(**OTHER), person(family_name="Parti", marks="PPA"))
    )
    again = workbook(
        person(),
        person(family_name="Dang", given_name="Thi Hong Nhung"),
        person(),
        person(family_name="Venue"),
    )

    answer = ines.post(f"{preview}/de-nouveau", workbook=(io.BytesIO(again), "bis.xlsx"))

    assert answer.location == preview
    found = re.search(r'id="difference".*?</section>', ines.get(preview).text, re.DOTALL)
    assert found
    lines = [
        " ".join(re.sub(r"<[^>]+>", " ", line).replace("&nbsp;", " ").split())
        for line in re.findall(r"<li>(.*?)</li>", found[0], re.DOTALL)
    ]
    assert "Tsegaye Haile : problème → a droit" not in lines  # row 4 says the same person again
    assert "Thi Hong Nhung Dang : était écrit « Thị Hồng Đặng », a droit" in lines
    assert "Tsegaye Venue : nouvelle ligne, a droit" in lines
    assert "Tsegaye Parti : n’y est plus" in lines


def test_second_upload_without_change_says_so(ines: Browser) -> None:
    preview = ines.read_upload(workbook())

    ines.post(f"{preview}/de-nouveau", workbook=(io.BytesIO(workbook()), "bis.xlsx"))

    assert "Aucun résultat ne change" in ines.get(preview).text
    assert ines.get(f"{preview}/de-nouveau").status_code == 200
