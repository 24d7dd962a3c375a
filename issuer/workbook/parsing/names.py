"""People's names: kept exactly as given, or refused with words for a coordinator."""

import unicodedata

from attestation.name import MAX_NAME_CHARACTERS, parse_name
from issuer.workbook.format.cells import Cell, Fault, invisible_character, quoted

_WRITE_NAME = "Écrivez le nom en lettres, tel qu’il figure sur le titre de séjour."


def parse_person_name(cell: Cell) -> str | Fault | None:
    """Understand a family or given name; None for an empty cell."""
    if cell is None:
        return None
    if not isinstance(cell, str):
        return Fault(message=f"{quoted(cell)} n’est pas un nom.", remedy=_WRITE_NAME)
    try:
        return parse_name(cell)
    except ValueError:
        # Its own words are for programmers: find again, in French, what it refused.
        if hidden := invisible_character(cell):
            return Fault(
                message=f"Le nom contient un caractère invisible ({hidden}).",
                remedy="Effacez la case et retapez le nom au clavier, sans le coller.",
            )
        if len(unicodedata.normalize("NFC", cell)) > MAX_NAME_CHARACTERS:
            return Fault(
                message=f"Le nom a plus de {MAX_NAME_CHARACTERS} caractères.",
                remedy=f"Raccourcissez-le à {MAX_NAME_CHARACTERS} caractères au plus.",
            )
    return Fault(message=f"{quoted(cell)} n’est pas un nom.", remedy=_WRITE_NAME)
