"""A workbook that somebody uploaded is kept as it was read."""

import io

from werkzeug.datastructures import FileStorage

from issuer.desk.pages.cell_changes import CellPlace
from issuer.desk.pages.first_reading import first_reading
from issuer.desk.pages.uploaded_workbook import (
    decode_upload,
    encode_upload,
    read_uploads,
    shown_name,
)
from tests.support.desks import Browser, workbook
from tests.support.previews import counts
from tests.support.workbooks import (
    HEADER,
    MODULE_ROWS,
    TODAY,
    csv_bytes,
    person,
)


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


def test_what_is_kept_reads_back_the_same() -> None:
    upload = FileStorage(io.BytesIO(workbook()), "C:\\Mes documents\\liste.xlsx")

    source = read_uploads([upload], None, None)
    uploaded = first_reading(source, before=None, today=TODAY, kept=dict).with_cells(
        {CellPlace(1, 1, 0): "Autre"}
    )

    assert shown_name(upload) == "liste.xlsx"
    assert decode_upload(encode_upload(uploaded)) == uploaded
