"""A language's words, dates and numbers for documents: its gettext catalogue, and CLDR by Babel.

French texts are the code's own and the catalogues' keys. A message without translation is an
error, never French on another language's page: a catalogue is read whole and must be complete.
ADR 0113.
"""

from datetime import date, timedelta
from functools import cache
from gettext import NullTranslations
from importlib.resources import files

from babel import Locale
from babel.dates import format_date, format_skeleton
from babel.messages.catalog import Catalog
from babel.numbers import format_percent

from attestation.partial_date import PartialDate
from issuer.words.gettext_catalogue import parse_catalogue, translations_of
from issuer.words.places import filled

NO_BREAK = "\u00a0"
"""Holds a number and its unit on one line; drawn as a plain space."""
_NARROW_NO_BREAK = "\u202f"

SOURCE = "fr"
"""The language of the messages in the code."""
LOCALES = {"fr": "fr_BE", "nl": "nl_BE", "de": "de_BE", "en": "en_GB"}
"""By language, whose customs dates and numbers follow."""


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

    def gettext(self, message: str, **values: object) -> str:
        """Return ``message`` in this language, with what stands in its braces filled in."""
        return filled(self._translations.gettext(message), values)

    def pgettext(self, context: str, message: str, **values: object) -> str:
        """Return the same where one French word has several meanings, told apart by ``context``."""
        return filled(self._translations.pgettext(context, message), values)

    def ngettext(self, one: str, many: str, count: int, **values: object) -> str:
        """Return ``one`` or ``many`` in this language, with ``{count}`` filled in."""
        return filled(self._translations.ngettext(one, many, count), {"count": count} | values)

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
    return Words(language, translations_of(read_catalogue(language)))


def read_catalogue(language: str) -> Catalog:
    """Read the catalogue of a language other than ``SOURCE``."""
    content = files("issuer.document.translations").joinpath(f"{language}.po").read_bytes()
    return parse_catalogue(content, locale=LOCALES[language])
