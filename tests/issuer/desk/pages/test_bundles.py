"""Documents of a module together, and the tables beside them."""

import io
import zipfile

from register.attestations import documents
from register.database import reading
from tests.support.desks import Browser, TestDesk, workbook

CODE = "AC-2026-10"


def test_zip_holds_the_originals(desk: TestDesk, ines: Browser) -> None:
    ines.issue(ines.read_upload(workbook()))
    desk.work()

    answer = ines.post("/module/telecharger", code=CODE, kind="zip")

    with reading(desk.register) as session:
        originals = {content for _, _, content in documents(session)}
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        assert {archive.read(name) for name in archive.namelist()} == originals
        assert sorted(archive.namelist())[0] == "AC-2026-0001_Haile_Tsegaye.pdf"
    assert answer.headers["Content-Disposition"] == f"attachment; filename={CODE}.zip"


def test_tables_and_the_list_for_signatures(desk: TestDesk, ines: Browser) -> None:
    ines.issue(ines.read_upload(workbook()))
    desk.work()

    table = ines.post("/module/telecharger", code=CODE, kind="csv").data.decode("utf-8-sig")
    sheet = ines.post("/module/telecharger", code=CODE, kind="xlsx").data
    listed = ines.get("/module/liste-de-signatures", code=CODE).text

    assert table.splitlines()[1].startswith("AC-2026-0001;")
    assert sheet.startswith(b"PK")
    assert listed.index("Đặng") < listed.index("Haile")
    assert "data-print" in listed
