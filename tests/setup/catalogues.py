"""Write the catalogues of documents' words anew out of the code: ``make catalogues``.

What has no translation yet stays empty there, and no program starts a page with it.
"""

import io
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import write_po

from issuer.document.translations.catalogue import LOCALES, SOURCE, read_catalogue

ROOT = Path(__file__).parents[2]
FOLDERS = ("issuer/document", "issuer/settings")
KEYWORDS = {
    "gettext": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "translatable": None,
}
_HEADER = """\
msgid ""
msgstr ""
"Language: {locale}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: {plural}\\n"

"""
FOLDER = ROOT / "issuer/document/translations"


def messages() -> Catalog:
    """Return every message of the code, with the files that have it."""
    catalogue = Catalog(charset="utf-8")
    for folder in FOLDERS:
        for name, _, message, comments, context in extract_from_dir(
            ROOT / folder, [("**.py", "python")], keywords=KEYWORDS
        ):
            catalogue.add(
                message,
                None,
                locations=[(f"{folder}/{name}", 0)],
                auto_comments=comments,
                context=context,
            )
    return catalogue


def updated(language: str) -> bytes:
    """Return the catalogue of ``language`` with the messages that the code has now, and no more."""
    catalogue = read_catalogue(language)
    catalogue.update(messages(), no_fuzzy_matching=True)
    return as_text(catalogue, locale=LOCALES[language])


def as_text(catalogue: Catalog, *, locale: str) -> bytes:
    """Return a catalogue as it is kept: without what the code no longer says, nor an hour."""
    catalogue.obsolete.clear()
    stream = io.BytesIO()
    write_po(stream, catalogue, width=100, include_lineno=False, omit_header=True)
    # Babel's own header has the hour in it: what nobody changed would differ.
    header = _HEADER.format(locale=locale, plural=catalogue.plural_forms)
    return header.encode() + stream.getvalue()


if __name__ == "__main__":
    for language in LOCALES:
        if language != SOURCE:
            (FOLDER / f"{language}.po").write_bytes(updated(language))
