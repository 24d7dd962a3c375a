"""The column that says in which language somebody is written to."""

import pytest

from issuer.delivery.texts import languages, words
from issuer.workbook.format.cells import Cell, Fault
from issuer.workbook.parsing.headers import PersonColumn, person_column
from issuer.workbook.parsing.message_languages import parse_message_language


@pytest.mark.parametrize("language", languages())
def test_each_language_of_messages_is_read_by_its_code_and_its_own_name(language: str) -> None:
    assert parse_message_language(language.upper()) == language
    assert parse_message_language(words(language).language_name) == language


@pytest.mark.parametrize("cell", [None, "", "  "])
def test_empty_cell_says_no_language(cell: Cell) -> None:
    assert parse_message_language(cell) is None


@pytest.mark.parametrize("cell", ["klingon", "—", "7"])
def test_language_in_which_nothing_can_be_written_is_a_problem(cell: Cell) -> None:
    assert isinstance(parse_message_language(cell), Fault)


def test_remedy_names_each_language_that_is_understood() -> None:
    fault = parse_message_language("klingon")

    assert isinstance(fault, Fault)
    named = fault.remedy.rpartition(" : ")[2].rstrip(".").split(", ")
    assert {parse_message_language(name) for name in named} == set(languages())


def test_column_is_not_the_one_of_mother_tongues() -> None:
    assert person_column("Langue des messages") is PersonColumn.MESSAGE_LANGUAGE
    assert person_column("Langue") is None
