"""gettext catalogues: read as text, and refused unless whole.

A message without translation is an error, never French on another language's page (ADR 0113).
"""

import io
from gettext import GNUTranslations, NullTranslations

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po


class MissingTranslationError(LookupError):
    """A message that the catalogue of a language lacks: the program is wrong, not its data."""


class _Missing(NullTranslations):
    """What is asked where a catalogue has no answer."""

    def gettext(self, message: str) -> str:
        raise MissingTranslationError(message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        raise MissingTranslationError(msgid1, msgid2, n)

    def pgettext(self, context: str, message: str) -> str:
        raise MissingTranslationError(context, message)


def parse_catalogue(*contents: bytes, locale: str) -> Catalog:
    """Parse the text of a catalogue, which may be in several files."""
    first, *others = (read_po(io.BytesIO(one), locale, abort_invalid=True) for one in contents)
    for other in others:
        for message in other:
            first[message.id] = message
    return first


def translations_of(catalogue: Catalog) -> NullTranslations:
    """Return the translations of a whole catalogue.

    Raises:
        MissingTranslationError: a message has no translation, or one that nobody confirmed.
    """
    for message in catalogue:
        if message.id and (message.fuzzy or not all(_strings(message.string))):
            raise MissingTranslationError(f"{catalogue.locale}: {message.id}")
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    translations = GNUTranslations(compiled)
    translations.add_fallback(_Missing())
    return translations


def _strings(text: object) -> tuple[str, ...]:
    return text if isinstance(text, tuple) else (str(text),)
