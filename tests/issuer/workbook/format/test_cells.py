"""The cells of a sheet: how they are lettered, and the text that is shown of them."""

from datetime import date

from issuer.workbook.format.cells import column_index, column_letter, text_of


def test_columns_are_lettered_as_in_spreadsheets() -> None:
    assert [column_letter(n) for n in (0, 25, 26, 701, 702, 16383)] == [
        "A",
        "Z",
        "AA",
        "ZZ",
        "AAA",
        "XFD",
    ]
    assert all(column_index(column_letter(n)) == n for n in range(20_000))


def test_date_before_1000_is_shown_with_four_digits() -> None:
    assert text_of(date(1, 2, 3)) == "03/02/0001"
