import io
import re
from datetime import timedelta
from pathlib import Path

import pytest
from werkzeug.datastructures import FileStorage

from issuer.desk.pages.cell_changes import CellPlace
from issuer.desk.pages.first_reading import first_reading
from issuer.desk.pages.uploaded_workbook import (
    decode_upload,
    encode_upload,
    read_uploads,
    shown_name,
)
from register import desk_work
from register.attestations import records
from register.database import reading
from tests.support.desks import Browser, TestDesk, workbook
from tests.support.workbooks import (
    HEADER,
    MODULE_ROWS,
    TODAY,
    csv_bytes,
    person,
    xlsx_bytes,
    zip_bomb,
)

OTHER = {"family_name": "Đặng", "given_name": "Thị Hồng"}


def counts(page: str) -> dict[str, int]:
    shown = "en tout|a droit|ont droit|n’a pas droit|n’ont pas droit|déjà délivrée|problème"
    found = re.findall(rf"<b>(\d+)</b> ({shown})", page)
    return {words.replace("ont ", "a "): int(count) for count, words in found}


def rows(page: str) -> dict[int, str]:
    found = re.findall(r'<tr id="ligne-\d-(\d+)"[^>]*>(.*?)</tr>', page, re.DOTALL)
    return {int(number): cells for number, cells in found}


def confirm_digest(page: str) -> str:
    found = re.search(r'name="digest" value="([0-9a-f]+)"', page)
    assert found
    return found[1]


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


def test_mark_is_corrected_on_the_page(ines: Browser) -> None:
    preview = ines.read_upload(workbook(person(marks="P?P")))

    form = ines.get(f"{preview}/1/2").text
    answer = ines.post(f"{preview}/1/2", **{"cell-G": "P"})

    assert '<select id="cell-G"' in form
    assert 'aria-invalid="true"' in form
    assert answer.location == f"{preview}#ligne-1-2"
    page = ines.get(preview).text
    assert counts(page)["a droit"] == 1
    assert "Présences, G2 : « ? » → « P »" in page


def test_spelling_is_corrected_on_the_page(ines: Browser) -> None:
    preview = ines.read_upload(workbook(person(family_name="Hail3")))

    ines.post(f"{preview}/1/2", **{"cell-A": " Ḥasan ", "cell-ZZ": "x", "cell-a1": "x"})

    assert "Ḥasan" in rows(ines.get(preview).text)[2]


def test_row_is_left_out(ines: Browser) -> None:
    preview = ines.read_upload(workbook(person(), person()))
    assert counts(ines.get(preview).text)["problème"] == 1

    ines.post(f"{preview}/1/3", leave_out="1")

    page = ines.get(preview).text
    assert (counts(page)["en tout"], counts(page)["problème"]) == (1, 0)


def test_correction_that_makes_the_sheet_unreadable_is_refused(ines: Browser) -> None:
    preview = ines.read_upload(workbook())

    answer = ines.post(f"{preview}/1/1", **{"cell-A": "autre"})

    assert answer.status_code == 422
    assert counts(ines.get(preview).text)["en tout"] == 3


def test_rows_that_are_not_there_are_not_found(ines: Browser) -> None:
    preview = ines.read_upload(workbook())

    assert ines.get(f"{preview}/1/99").status_code == 404
    assert ines.get(f"{preview}/9/1").status_code == 404
    assert ines.post(f"{preview}/1/0", leave_out="1").status_code == 404


def test_sheet_of_the_module_is_corrected_too(ines: Browser) -> None:
    preview = ines.read_upload(workbook())

    assert "Colonne A" in ines.get(f"{preview}/0/2").text
    ines.post(f"{preview}/0/2", **{"cell-B": "Ateliers d’automne"})

    assert "<h1>Ateliers d’automne</h1>" in ines.get(preview).text


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


def test_module_in_a_file_of_its_own_is_kept_for_the_second_upload(ines: Browser) -> None:
    people = csv_bytes([HEADER, person()])
    answer = ines.post(
        "/classeurs/nouveau",
        workbook=(io.BytesIO(people), "x.presences.csv"),
        module=(io.BytesIO(csv_bytes(MODULE_ROWS)), "x.module.csv"),
    )
    assert answer.status_code == 303, answer.text

    again = ines.post(
        f"{answer.location}/de-nouveau", workbook=(io.BytesIO(people), "x.presences.csv")
    )

    assert again.status_code == 303
    assert counts(ines.get(answer.location).text)["a droit"] == 1


@pytest.mark.parametrize(
    ("data", "name", "words"),
    [
        (b"", "vide.xlsx", "Ce fichier est vide"),
        (b"nothing", "rien.xlsx", "n’est pas un classeur"),
        (xlsx_bytes({"Module": MODULE_ROWS}), "x.xlsx", "La liste des présences est introuvable"),
        (zip_bomb(), "bombe.xlsx", "plus de 64 Mo"),
        (b"nothing", "../../" + "e" * 300 + ".csv", "introuvable"),
    ],
)
def test_file_that_says_nothing_is_refused_with_its_reason(
    ines: Browser, desk: TestDesk, data: bytes, name: str, words: str
) -> None:
    answer = ines.post("/classeurs/nouveau", workbook=(io.BytesIO(data), name))

    assert answer.status_code == 422
    assert words in answer.text
    with reading(desk.register) as session:
        assert desk_work.kept_workbooks(session) == []


def test_no_file_is_refused(ines: Browser) -> None:
    answer = ines.post("/classeurs/nouveau")

    assert answer.status_code == 422
    assert "Aucun fichier n’est arrivé" in answer.text


def test_upload_over_the_limit_is_refused(ines: Browser) -> None:
    large = bytes(43 * 1024 * 1024)

    answer = ines.client.post(
        "/classeurs/nouveau", data=large, content_type="multipart/form-data; boundary=x"
    )

    assert answer.status_code == 413
    assert "trop grand" in answer.text


def test_upload_leaves_no_file_behind(
    ines: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / "tmp"
    place.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(place))

    ines.read_upload(workbook())
    ines.post("/classeurs/nouveau", workbook=(io.BytesIO(b"nothing"), "x.csv"))

    assert list(place.iterdir()) == []


def test_workbook_put_aside_is_forgotten_after_a_day(ines: Browser, desk: TestDesk) -> None:
    preview = ines.read_upload(workbook())
    ines.post(f"{preview}/abandonner")
    assert "presences.xlsx" in ines.get("/").text

    desk.clock.turn(timedelta(hours=25))
    desk.work()

    later = desk.browser("ines")
    assert later.get(preview).status_code == 404
    assert "presences.xlsx" not in later.get("/").text


def test_workbook_that_nobody_touches_is_forgotten_after_a_day(desk: TestDesk) -> None:
    preview = desk.browser("ines").read_upload(workbook())

    desk.clock.turn(timedelta(hours=25))
    desk.work()

    assert desk.browser("ines").get(preview).status_code == 404


def test_confirmation_says_exactly_what_will_happen(ines: Browser) -> None:
    preview = ines.read_upload(
        workbook(person(), person(**OTHER), person(family_name="A", marks="PPA"), person(birth="x"))
    )

    page = ines.get(f"{preview}/delivrer").text.replace("&nbsp;", " ")

    assert "<h1>Délivrer 1 attestation</h1>" in page or "<h1>Délivrer 2 attestations</h1>" in page
    assert "1 personne n’y a pas droit" in page
    assert "Aucun e-mail ne part" in page


def test_confirmation_is_for_what_was_shown(ines: Browser, desk: TestDesk) -> None:
    preview = ines.read_upload(workbook(person(), person(**OTHER)))
    digest = confirm_digest(ines.get(f"{preview}/delivrer").text)
    ines.post(f"{preview}/1/3", leave_out="1")

    answer = ines.post(f"{preview}/delivrer", digest=digest)

    assert answer.status_code == 409
    assert "a changé" in answer.text
    desk.work()
    with reading(desk.register) as session:
        assert records(session) == []


def test_nothing_to_issue_starts_nothing(ines: Browser) -> None:
    preview = ines.read_upload(workbook(person(marks="PPA")))

    assert ines.post(f"{preview}/delivrer", digest="").status_code == 409


def test_what_is_kept_reads_back_the_same() -> None:
    upload = FileStorage(io.BytesIO(workbook()), "C:\\Mes documents\\liste.xlsx")

    source = read_uploads([upload], None, None)
    uploaded = first_reading(source, before=None, today=TODAY, kept=dict).with_cells(
        {CellPlace(1, 1, 0): "Autre"}
    )

    assert shown_name(upload) == "liste.xlsx"
    assert decode_upload(encode_upload(uploaded)) == uploaded
