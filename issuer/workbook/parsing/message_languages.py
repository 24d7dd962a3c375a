"""The language in which somebody wants to be written to: optional, and one that we can write."""

from attestation.name import fold
from issuer.words.sentence import listed, sentence
from issuer.workbook.format.cells import Cell, Fault, quoted, text_of

# Written forms after ``fold``: codes, French and Dutch names, and each language's own name.
_NAMES = {
    "fr": "fr francais frans french",
    "nl": "nl neerlandais nederlands flamand vlaams dutch",
    "en": "en anglais engels english",
    "es": "es espagnol spaans espanol castillan spanish",
    "ar": "ar arabe arabisch arabic العربية",
    "pt": "pt portugais portugees portuguese portugues",
    "prs": "prs dari farsi دری",
    "ro": "ro roumain roemeens romanian romana moldave",
    "ti": "ti tigrinya tigrigna tigrinia ትግርኛ",
    "tr": "tr turc turks turkish turkce",
    "uk": "uk ua ukrainien oekraiens ukrainian українська",
}
_LANGUAGES = (
    sentence("français"),
    sentence("néerlandais"),
    sentence("anglais"),
    sentence("espagnol"),
    sentence("arabe"),
    sentence("portugais"),
    sentence("dari"),
    sentence("roumain"),
    sentence("tigrinya"),
    sentence("turc"),
    sentence("ukrainien"),
)
_BY_NAME = {fold(name): code for code, names in _NAMES.items() for name in names.split()}


def parse_message_language(cell: Cell) -> str | Fault | None:
    """Return the code (ISO 639) of a language; None where the cell says none."""
    text = text_of(cell).strip()
    if not text:
        return None
    return _BY_NAME.get(fold(text)) or Fault(
        message=sentence(
            "{cell} : aucun message ne peut être écrit dans cette langue.", cell=quoted(cell)
        ),
        remedy=sentence(
            "Écrivez l’une de celles-ci, ou videz la case : {languages}.",
            languages=listed(_LANGUAGES),
        ),
    )
