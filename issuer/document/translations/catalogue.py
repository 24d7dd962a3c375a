"""A language's words, dates and numbers for documents: its gettext catalogue, and CLDR by Babel.

French texts are the code's own and the catalogues' keys. A message without translation is an
error, never French on another language's page: a catalogue is read whole and must be complete.
ADR 0113.
"""

import io
from datetime import date, timedelta
from functools import cache
from gettext import GNUTranslations, NullTranslations
from importlib.resources import files

from babel import Locale
from babel.dates import format_date, format_skeleton
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_percent

from attestation.partial_date import PartialDate

NO_BREAK = "\u00a0"
"""Holds a number and its unit on one line; drawn as a plain space."""
_NARROW_NO_BREAK = "\u202f"

SOURCE = "fr"
"""The language of the messages in the code."""
LOCALES = {"fr": "fr_BE", "nl": "nl_BE", "de": "de_BE", "en": "en_GB"}
"""By language, whose customs dates and numbers follow."""


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


class Words:
    """The words of one language; French messages go in, that language's come out."""

    def __init__(self, language: str, translations: NullTranslations) -> None:
        self.language = language
        self._locale = Locale.parse(LOCALES[language])
        self._translations = translations

    @property
    def tag(self) -> str:
        """The language by BCP 47, as ``fr-BE``."""
        return LOCALES[self.language].replace("_", "-")

    def gettext(self, message: str, **filled: object) -> str:
        """Return ``message`` in this language, with what stands in its braces filled in."""
        return _filled(self._translations.gettext(message), filled)

    def pgettext(self, context: str, message: str, **filled: object) -> str:
        """Return the same where one French word has several meanings, told apart by ``context``."""
        return _filled(self._translations.pgettext(context, message), filled)

    def ngettext(self, one: str, many: str, count: int, **filled: object) -> str:
        """Return ``one`` or ``many`` in this language, with ``{count}`` filled in."""
        return _filled(self._translations.ngettext(one, many, count), {"count": count} | filled)

    def day(self, day: date) -> str:
        """Write ``1er mars 2026``, ``1. März 2026``."""
        pattern = self._locale.date_formats["long"].pattern
        if self.language == SOURCE and day.day == 1:  # an ordinal that CLDR does not write
            pattern = pattern.replace("d", "'1er'", 1)
        return format_date(day, pattern, locale=self._locale)

    def partial_day(self, written: PartialDate) -> str:
        """Write ``29 février 1988``, ``avril 2001`` or ``1995``: no more than is known."""
        if written.month is None:
            return str(written.year)
        if written.day is None:
            return format_skeleton("yMMMM", written.earliest(), locale=self._locale)
        return self.day(written.earliest())

    def duration(self, duration: timedelta) -> str:
        """Write ``52 h``, ``3 h 05`` or ``45 min``, as Belgian timetables do."""
        hours, minutes = divmod(duration // timedelta(minutes=1), 60)
        if not hours:
            return self.gettext("{minutes}\u00a0min", minutes=minutes)
        if not minutes:
            return self.gettext("{hours}\u00a0h", hours=hours)
        over = str(minutes).zfill(2)
        return self.gettext("{hours}\u00a0h\u00a0{minutes}", hours=hours, minutes=over)

    def language_name(self, code: str) -> str:
        """Write ``français``; a language that has no name here by its code."""
        return str(self._locale.languages.get(code, code))

    def percent(self, percent: int) -> str:
        """Write ``80 %``."""
        text = format_percent(percent / 100, locale=self._locale)
        return text.replace(_NARROW_NO_BREAK, NO_BREAK)


@cache
def words_in(language: str) -> Words:
    """Return the words of one of ``LOCALES``.

    Raises:
        MissingTranslationError: its catalogue is incomplete.
    """
    if language == SOURCE:
        return Words(language, NullTranslations())
    catalogue = read_catalogue(language)
    for message in catalogue:
        if message.id and (message.fuzzy or not all(_strings(message.string))):
            raise MissingTranslationError(f"{language}: {message.id}")
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    translations = GNUTranslations(compiled)
    translations.add_fallback(_Missing())
    return Words(language, translations)


def read_catalogue(language: str) -> Catalog:
    """Read the catalogue of a language other than ``SOURCE``."""
    content = files("issuer.document.translations").joinpath(f"{language}.po").read_bytes()
    return read_po(io.BytesIO(content), locale=LOCALES[language], abort_invalid=True)


def _strings(text: object) -> tuple[str, ...]:
    return text if isinstance(text, tuple) else (str(text),)


def _filled(text: str, filled: dict[str, object]) -> str:
    for name, value in filled.items():
        text = text.replace(f"{{{name}}}", str(value))
    return text
