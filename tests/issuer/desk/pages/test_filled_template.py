"""The workbook to fill in is on the desk: empty, and with what is known of a module."""

from pathlib import Path

from issuer.settings.document_language import DocumentLanguage
from issuer.workbook.model import AttendanceRecords
from tests.support.desks import Browser, TestDesk, workbook
from tests.support.workbooks import MODULE_ROWS, fill_template, person, read_bytes


def test_filled_template_of_a_module_is_read_back_with_its_people(
    desk: TestDesk, ines: Browser, tmp_path: Path
) -> None:
    desk.issue(workbook(person(), person(family_name="Đặng", given_name="Thị", email=None)))
    assert 'href="/modele.xlsx"' in ines.get("/classeurs/nouveau").text
    assert ines.get("/modele.xlsx").data.startswith(b"PK")
    assert "Classeur de présences rempli" in ines.get("/module", code="AC-2026-10").text

    filled = ines.post("/module/telecharger", code="AC-2026-10", kind="template").data
    cells = {f"{column}{row}": "P" for column in "HIJ" for row in (2, 3)}
    records: AttendanceRecords = read_bytes(tmp_path, fill_template(filled, 2, cells))

    assert (records.module.code, len(records.module.sessions)) == ("AC-2026-10", 3)
    assert records.module.sessions[0].theme == "Santé"
    assert sorted(one.family_name for one in records.people) == ["Haile", "Đặng"]
    assert records.problems == ()


def test_filled_template_keeps_the_language_of_the_attestations(
    desk: TestDesk, ines: Browser, tmp_path: Path
) -> None:
    desk.issue(workbook(person(), module=[("Langue de l’attestation", "nl"), *MODULE_ROWS]))

    filled = ines.post("/module/telecharger", code="AC-2026-10", kind="template").data
    cells = {f"{column}2": "P" for column in "HIJ"}
    records: AttendanceRecords = read_bytes(tmp_path, fill_template(filled, 2, cells))

    assert records.module.document_language is not None
    assert records.module.document_language.language is DocumentLanguage.NL
