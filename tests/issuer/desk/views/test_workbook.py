import io
import re
from pathlib import Path

import pytest

from register import desk_work
from register.attestations import records
from register.database import reading
from tests.support.desks import Browser, TestDesk, workbook
from tests.support.workbooks import (
    MODULE_ROWS,
    person,
    xlsx_bytes,
    zip_bomb,
)

OTHER = {"family_name": "Đặng", "given_name": "Thị Hồng"}


def confirm_digest(page: str) -> str:
    found = re.search(r'name="digest" value="([0-9a-f]+)"', page)
    assert found
    return found[1]


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
