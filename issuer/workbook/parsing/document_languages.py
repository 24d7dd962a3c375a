"""The cell that says in which language a module's attestations are written."""

import re
from collections.abc import Sequence

from attestation.name import fold
from issuer.settings.document_language import DocumentLanguage
from issuer.words.sentence import listed, sentence
from issuer.workbook.format.cells import Cell, Sheet, column_letter, filled, text_of
from issuer.workbook.model import LanguageChoice, Problem
from issuer.workbook.parsing.headers import ModuleKey, module_key

# Written forms after ``fold``, in the languages that coordinators write.
_NAMES = {
    "fr": "fr francais francaise frans french franzosisch",
    "nl": "nl neerlandais neerlandaise nederlands dutch niederlandisch flamand",
    "de": "de allemand allemande duits german deutsch",
    "en": "en anglais anglaise engels english englisch",
}
_BY_NAME = {name: language for language, names in _NAMES.items() for name in names.split()}
_BETWEEN = re.compile(r"[\s/+&,;·–-]+|\b(?:et|en|und|and)\b")


def find_document_language(sheet: Sheet, *, before: int) -> LanguageChoice | Problem | None:
    """Return what the sheet says above row ``before``; None where it says nothing.

    A language in which no document can be written is a problem at its cell.
    """
    for row, cells in enumerate(sheet.rows[:before]):
        if place := _place(cells):
            column, text = place
            language = parse_document_language(text)
            if language is None:
                return _unknown(sheet, row, column, text)
            return LanguageChoice(
                language=language, sheet=sheet.name, row=row + 1, column=column_letter(column)
            )
    return None


def parse_document_language(text: str) -> DocumentLanguage | None:
    """Understand « français », « NL », « français et néerlandais », « fr-nl »."""
    if whole := _BY_NAME.get(fold(text)):
        return DocumentLanguage(whole)
    named = {_BY_NAME.get(fold(part)) for part in _BETWEEN.split(text.lower()) if part}
    return DocumentLanguage.FR_NL if named == {"fr", "nl"} else None


def _place(cells: Sequence[Cell]) -> tuple[int, str] | None:
    """Return column and text of what stands to the right of the key, or with it in one cell."""
    found = [(column, text_of(cell)) for column, cell in filled(cells)]
    if len(found) == 1 and ":" in found[0][1]:
        column, text = found[0]
        key, _, value = text.partition(":")
        found = [(column, key.strip()), (column, value.strip())]
    is_it = found and module_key(found[0][1]) is ModuleKey.DOCUMENT_LANGUAGE
    return found[1] if is_it and len(found) > 1 and found[1][1] else None


def _unknown(sheet: Sheet, row: int, column: int, text: str) -> Problem:
    known = listed([language.french_name for language in DocumentLanguage])
    return Problem(
        sheet=sheet.name,
        row=row + 1,
        column=column_letter(column),
        message=sentence(
            "« {text} » : aucune attestation ne peut être écrite dans cette langue.", text=text
        ),
        remedy=sentence("Écrivez l’une de celles-ci : {known}.", known=known),
    )
