"""Dates and hours: every usual way of writing is understood, nothing is guessed."""

from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attestation.partial_date import PartialDate
from issuer.workbook.format.cells import Cell, Fault
from issuer.workbook.parsing.dates import (
    parse_birth_date,
    parse_day,
    parse_time,
)
from issuer.workbook.parsing.session_titles import SessionTitle, read_session_title
from tests.support.workbooks import TODAY

SERIAL_EPOCH = date(1899, 12, 30)

BIRTHS = st.dates(date(1910, 1, 1), TODAY)


@given(st.dates(date(1910, 1, 1), date(2099, 12, 31)))
def test_day_is_read_from_every_usual_form(day: date) -> None:
    forms: list[Cell] = [
        day,
        f"{day:%d/%m/%Y}",
        f"{day.day}/{day.month}/{day.year}",
        f"{day:%d.%m.%Y}",
        f"{day:%d-%m-%Y}",
        day.isoformat(),
        f"{day.isoformat()} 00:00:00",
        float((day - SERIAL_EPOCH).days),
    ]

    for form in forms:
        assert parse_day(form) == day, form


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        (None, "manque"),
        ("bientôt", "n’est pas une date"),
        ("02/03/26", "en entier"),
        ("2/3", "en entier"),
        ("31/02/2026", "calendrier"),
        ("02/13/2026", "calendrier"),
        (99_999.0, "n’est pas une date"),
        (True, "n’est pas une date"),
    ],
)
def test_incomplete_or_impossible_day_is_a_fault(cell: Cell, words: str) -> None:
    fault = parse_day(cell)

    assert isinstance(fault, Fault)
    assert words in fault.message


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        (time(9, 0, 30), time(9)),
        ("09:00", time(9)),
        ("09:00:00", time(9)),
        ("9h", time(9)),
        ("9 h 30", time(9, 30)),
        ("13H15", time(13, 15)),
        (9.0, time(9)),
        (0.375, time(9)),
    ],
)
def test_hour_is_read_from_every_usual_form(cell: Cell, expected: time) -> None:
    assert parse_time(cell) == expected


@pytest.mark.parametrize("cell", [None, "25:00", "9h75", "matin", 30.0, "09:00-13:00"])
def test_impossible_hour_is_a_fault(cell: Cell) -> None:
    assert isinstance(parse_time(cell), Fault)


@given(BIRTHS)
def test_whole_birth_date_is_read_from_every_usual_form(born: date) -> None:
    expected = PartialDate(year=born.year, month=born.month, day=born.day)
    serial = float((born - SERIAL_EPOCH).days)

    for form in (born, f"{born:%d/%m/%Y}", born.isoformat(), serial):
        assert parse_birth_date(form, today=TODAY) == expected, form


@given(BIRTHS)
def test_partial_birth_date_is_read_as_partial(born: date) -> None:
    year, month = PartialDate(year=born.year), PartialDate(year=born.year, month=born.month)

    for form in (f"{born.year}", float(born.year), f"00/00/{born.year}", f"{born.year}-00-00"):
        assert parse_birth_date(form, today=TODAY) == year, form
    for form in (f"00/{born.month:02}/{born.year}", f"{born:%m/%Y}", f"{born:%Y-%m}"):
        assert parse_birth_date(form, today=TODAY) == month, form


def test_birth_date_in_words_is_read() -> None:
    for form in ("14 juillet 1992", "14 Juil. 1992"):
        assert parse_birth_date(form, today=TODAY) == PartialDate(year=1992, month=7, day=14)


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        (None, "manque"),
        ("31/02/1990", "calendrier"),
        ("29/02/1990", "calendrier"),
        ("00/13/1990", "calendrier"),
        ("12/00/1990", "pas de mois"),
        ("00/00/0000", "en entier"),
        ("03/05/95", "en entier"),
        ("29/02", "en entier"),
        ("12/10/1885", "avant 1900"),
        ("23/11/2026", "avenir"),
        (date(2027, 1, 1), "avenir"),
        ("2027", "avenir"),
        ("95", "n’est pas"),
        ("vers 1980", "n’est pas"),
        (2500.0, "n’est pas"),
        (True, "n’est pas"),
        (time(9), "n’est pas"),
    ],
)
def test_wrong_birth_date_is_a_fault_that_says_why(cell: Cell, words: str) -> None:
    fault = parse_birth_date(cell, today=TODAY)

    assert isinstance(fault, Fault)
    assert words in fault.message
    assert "1995" in fault.remedy


def test_person_born_today_is_not_in_the_future() -> None:
    assert isinstance(parse_birth_date(TODAY, today=TODAY), PartialDate)
    assert isinstance(parse_birth_date(TODAY + timedelta(days=1), today=TODAY), Fault)


@pytest.mark.parametrize("year", [1900, 1948, 1995, 2100])
def test_year_typed_into_a_date_cell_is_not_a_day_of_1905(year: int) -> None:
    stored = SERIAL_EPOCH + timedelta(days=year)

    fault = parse_birth_date(stored, today=TODAY)

    assert isinstance(fault, Fault)
    assert str(year) in fault.message


@given(st.one_of(st.text(), st.floats(allow_nan=False, allow_infinity=False), st.booleans()))
def test_no_cell_breaks_the_readers_of_dates(cell: Cell) -> None:
    assert isinstance(parse_birth_date(cell, today=TODAY), PartialDate | Fault)
    assert isinstance(parse_day(cell), date | Fault)
    assert isinstance(parse_time(cell), time | Fault)
    assert isinstance(read_session_title(cell), SessionTitle | None)
