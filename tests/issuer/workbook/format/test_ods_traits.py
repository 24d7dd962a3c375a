"""ODS says as XLSX does what is struck out, hidden, merged, or drawn."""

from pathlib import Path

import pytest

from issuer.workbook.format.cells import Range, Sheet, Trait
from issuer.workbook.format.spreadsheet import read_spreadsheet
from tests.support import workbooks

STYLES = (
    '<style:style style:name="struck" style:family="table-cell"><style:text-properties '
    'style:text-line-through-style="solid"/></style:style>'
    '<style:style style:name="plain" style:family="table-cell"><style:text-properties '
    'style:text-line-through-style="none"/></style:style>'
    '<style:style style:name="drawn" style:family="table-cell"><style:text-properties '
    'style:font-name="Webdings"/></style:style>'
    '<style:style style:name="yellow" style:family="table-cell"><style:table-cell-properties '
    'fo:background-color="#ffff00"/></style:style>'
)


def read(folder: Path, rows: str, *, columns: str = "<table:table-column/>") -> Sheet:
    """Write one sheet and read it by way of the child."""
    data = workbooks.ods_archive(
        f'<table:table table:name="Présences">{columns}{rows}</table:table>', styles=STYLES
    )
    path = folder / "list.ods"
    path.write_bytes(data)
    (sheet,) = read_spreadsheet(path)
    return sheet


def cell(text: str, more: str = "") -> str:
    kind = 'office:value-type="string"'
    return f"<table:table-cell {kind} {more}><text:p>{text}</text:p></table:table-cell>"


def row(*cells: str, more: str = "") -> str:
    return f"<table:table-row {more}>{''.join(cells)}</table:table-row>"


@pytest.mark.parametrize(
    ("style", "trait"),
    [("struck", Trait.STRUCK), ("drawn", Trait.SYMBOL_FONT), ("yellow", Trait.FILLED)],
)
def test_style_of_a_cell_its_row_or_its_column_is_read(
    style: str, trait: Trait, tmp_path: Path
) -> None:
    own = row(cell("a"), cell("b", f'table:style-name="{style}"'))
    by_row = row(cell("c"), more=f'table:default-cell-style-name="{style}"')
    sheet = read(tmp_path, own + by_row + row(cell("d", 'table:style-name="plain"')))

    assert sheet.traits == {(0, 1): {trait}, (1, 0): {trait}}
    column = f'<table:table-column table:default-cell-style-name="{style}"/>'
    assert read(tmp_path, row(cell("a")), columns=column).traits == {(0, 0): {trait}}


def test_hidden_merged_commented_and_uncomputed_are_read(tmp_path: Path) -> None:
    hidden = row(cell("b"), more='table:visibility="collapse" table:number-rows-repeated="2"')
    merged = row(cell("c", 'table:number-columns-spanned="2"'), "<table:covered-table-cell/>")
    noted = row(
        '<table:table-cell office:value-type="string"><office:annotation><text:p>n</text:p>'
        "</office:annotation><text:p>d</text:p></table:table-cell>",
        '<table:table-cell table:formula="of:=1+1"/>',
        cell("e"),
    )
    columns = (
        '<table:table-column table:number-columns-repeated="2"/>'
        '<table:table-column table:visibility="collapse"/>'
    )

    sheet = read(tmp_path, row(cell("a")) + hidden + merged + noted, columns=columns)

    assert sheet.hidden_rows == {1, 2}
    assert sheet.hidden_columns == {2}
    assert sheet.merged == (Range(3, 0, 3, 1),)
    assert sheet.has(4, 0, Trait.COMMENT)
    assert sheet.has(4, 1, Trait.UNCOMPUTED)
