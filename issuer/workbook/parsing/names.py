"""People's names: kept exactly as given, or refused with words for a coordinator."""

import re
import unicodedata
from contextlib import suppress

from attestation.name import MAX_NAME_CHARACTERS, fold, parse_name
from issuer.words.sentence import sentence
from issuer.workbook.format.cells import Cell, Fault, invisible_character, quoted

_WRITE_NAME = sentence("Écrivez le nom en lettres, tel qu’il figure sur le titre de séjour.")
_NAME_ALONE = sentence(
    "Laissez le nom seul dans cette case ; le reste va dans une colonne « Remarques »."
)
_IN_LATIN = sentence("Écrivez le nom en lettres latines, comme sur le titre de séjour.")
_SIGNS = frozenset(" -'’‘ʼ.")
_CIVILITY = frozenset(
    ["mme", "mlle", "mr", "monsieur", "madame", "mademoiselle", "mevrouw", "mevr", "dhr", "mrs"]
)
_SCRIPTS = {
    "CYRILLIC": sentence("cyrilliques"),
    "GREEK": sentence("grecques"),
    "ARABIC": sentence("arabes"),
    "ETHIOPIC": sentence("guèzes"),
    "GEORGIAN": sentence("géorgiennes"),
    "ARMENIAN": sentence("arméniennes"),
    "HEBREW": sentence("hébraïques"),
    "CJK": sentence("chinoises"),
    "HANGUL": sentence("coréennes"),
    "HIRAGANA": sentence("japonaises"),
    "KATAKANA": sentence("japonaises"),
    "DEVANAGARI": sentence("devanagari"),
}


def parse_person_name(cell: Cell) -> str | Fault | None:
    """Understand a family or given name; None for an empty cell."""
    if cell is None:
        return None
    if not isinstance(cell, str):
        return Fault(
            message=sentence("{cell} n’est pas un nom.", cell=quoted(cell)), remedy=_WRITE_NAME
        )
    try:
        name = parse_name(cell)
    except ValueError:
        # Its message is for programmers, so the reason is found again in French.
        if hidden := invisible_character(cell):
            return Fault(
                message=sentence(
                    "Le nom contient un caractère invisible ({character}).", character=hidden
                ),
                remedy=sentence("Effacez la case et retapez le nom au clavier, sans le coller."),
            )
        if len(unicodedata.normalize("NFC", cell)) > MAX_NAME_CHARACTERS:
            return Fault(
                message=sentence("Le nom a plus de {most} caractères.", most=MAX_NAME_CHARACTERS),
                remedy=sentence(
                    "Raccourcissez-le à {most} caractères au plus.", most=MAX_NAME_CHARACTERS
                ),
            )
        return Fault(
            message=sentence("{cell} n’est pas un nom.", cell=quoted(cell)), remedy=_WRITE_NAME
        )
    return name_fault(name) or name


def name_fault(name: str) -> Fault | None:
    """Find what does not belong into a name: notes, digits, addresses, another script.

    A name holds Latin letters with their marks, spaces, hyphens, apostrophes and full stops.
    """
    if _is_misread(name):
        return Fault(
            message=sentence(
                "{name} a des accents abîmés (le fichier est dans un autre codage).",
                name=quoted(name),
            ),
            remedy=sentence("Enregistrez-le de nouveau en « CSV UTF-8 », ou retapez le nom."),
        )
    for character in name:
        if character in _SIGNS or unicodedata.category(character).startswith("M"):
            continue
        if not character.isalpha():
            return Fault(
                message=sentence(
                    "{name} contient « {character} », qui n’est pas d’un nom.",
                    name=quoted(name),
                    character=character,
                ),
                remedy=_NAME_ALONE,
            )
        script = unicodedata.name(character, "?").split()[0]
        if script not in ("LATIN", "MODIFIER", "FEMININE", "MASCULINE"):
            kind = _SCRIPTS.get(script, sentence("d’un autre alphabet"))
            return Fault(
                message=sentence(
                    "{name} contient des lettres {kind} (« {character} »).",
                    name=quoted(name),
                    kind=kind,
                    character=character,
                ),
                remedy=_IN_LATIN,
            )
    first, *more = re.split(r"[\s.]+", name)
    if more and fold(first) in _CIVILITY:
        return Fault(
            message=sentence(
                "{name} commence par « {first} », qui n’est pas du nom.",
                name=quoted(name),
                first=first,
            ),
            remedy=_NAME_ALONE,
        )
    return None


def _is_misread(name: str) -> bool:
    """Recognise UTF-8 that was read as Windows-1252: « KonÃ© »."""
    with suppress(UnicodeError):
        return name.encode("cp1252").decode("utf-8") != name
    return False
