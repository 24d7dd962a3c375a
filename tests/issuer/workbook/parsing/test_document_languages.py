from datetime import date

import pytest

from issuer.settings.document_language import DocumentLanguage
from issuer.workbook.format.cells import Sheet
from issuer.workbook.model import LanguageChoice
from issuer.workbook.parsing.document_languages import parse_document_language
from issuer.workbook.parsing.module_sheet import ModuleSheet, parse_module_sheet


def module_saying(*cells: str) -> ModuleSheet:
    rows = (
        ("Code", "AC-2026-11"),
        ("Intitulé", "Ateliers citoyens"),
        cells,
        (),
        ("Date", "Début", "Fin", "Thème"),
        (date(2026, 10, 5), "09:00", "13:00", "Santé"),
    )
    return parse_module_sheet(Sheet(name="Module", rows=rows), today=date(2026, 11, 1))


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("français", DocumentLanguage.FR),
        ("NL", DocumentLanguage.NL),
        ("Nederlands", DocumentLanguage.NL),
        ("allemand", DocumentLanguage.DE),
        ("Deutsch", DocumentLanguage.DE),
        ("English", DocumentLanguage.EN),
        ("français et néerlandais", DocumentLanguage.FR_NL),
        ("FR / NL", DocumentLanguage.FR_NL),
        ("Frans en Nederlands", DocumentLanguage.FR_NL),
        ("espagnol", None),
        ("français et allemand", None),
        ("", None),
    ],
)
def test_language_of_documents_is_understood_in_any_of_them(
    text: str, language: DocumentLanguage | None
) -> None:
    assert parse_document_language(text) is language


@pytest.mark.parametrize("language", list(DocumentLanguage))
def test_what_the_template_offers_is_understood(language: DocumentLanguage) -> None:
    assert parse_document_language(language.french_name) is language


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        (("Langue de l’attestation", "néerlandais"), "B"),
        (("Langue de l'attestation : néerlandais",), "A"),
    ],
)
def test_module_says_in_which_language_its_attestations_are(
    cells: tuple[str, ...], column: str
) -> None:
    assert module_saying(*cells).record.document_language == LanguageChoice(
        language=DocumentLanguage.NL, sheet="Module", row=3, column=column
    )


def test_language_of_the_module_is_not_that_of_its_documents() -> None:
    record = module_saying("Langue", "néerlandais").record

    assert (record.language, record.document_language) == ("néerlandais", None)


@pytest.mark.parametrize("cells", [("Langue de l’attestation", ""), ("Langue de l’attestation",)])
def test_empty_cell_leaves_it_to_the_organisation(cells: tuple[str, ...]) -> None:
    module = module_saying(*cells)

    assert (module.record.document_language, module.problems) == (None, ())


def test_language_without_catalogue_is_a_problem_at_its_cell() -> None:
    (problem,) = module_saying("Langue de l’attestation", "espagnol").problems

    assert (problem.sheet, problem.row, problem.column) == ("Module", 3, "B")
    assert "espagnol" in problem.message
    assert "français et néerlandais" in problem.remedy
