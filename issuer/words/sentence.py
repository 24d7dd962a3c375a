"""French sentences that know how they were made, so that a page can say them in its language.

A `Sentence` is its French text, for whoever prints it; a page that has catalogues translates its
message and fills in the same values. Whoever makes it needs no language, so it can be kept,
compared and cached.
"""

from collections.abc import Mapping, Sequence
from gettext import NullTranslations

from attestation.errors import ConfigurationError
from issuer.words.places import filled


class Sentence(str):
    """A French text with the message and the values that it was made from."""

    __slots__ = ("many", "message", "values")
    message: str
    """What catalogues have as key, with its places to fill in as ``{row}``."""
    many: str | None
    """The plural message of one that counts."""
    values: Mapping[str, object]
    """What is filled in; a sentence among them is translated too."""

    def translated(self, translations: NullTranslations) -> str:
        """Return the sentence by the catalogues of another language.

        Raises:
            MissingTranslationError: they do not have it.
        """
        if self.many is None:
            text = translations.gettext(self.message)
        else:
            text = translations.ngettext(self.message, self.many, _count(self.values))
        return filled(text, {name: say(value, translations) for name, value in self.values.items()})


def sentence(message: str, /, **values: object) -> Sentence:
    """Make a sentence out of a literal message and what fills it in."""
    return _made(message, message, None, values)


def counted(one: str, many: str, /, count: int, **values: object) -> Sentence:
    """Make a sentence that counts; nought and one are singular in French. Fills in ``{count}``."""
    return _made(one if count < 2 else many, one, many, {"count": count} | values)


def listed(items: Sequence[object], /) -> Sentence:
    """Make one sentence out of some, or of other words: at least one, with commas between them."""
    if len(items) == 1:
        return items[0] if isinstance(items[0], Sentence) else sentence("{one}", one=items[0])
    half = len(items) // 2
    return sentence("{one}, {other}", one=listed(items[:half]), other=listed(items[half:]))


def say(value: object, translations: NullTranslations) -> object:
    """Return a sentence translated, and anything else as it is."""
    return value.translated(translations) if isinstance(value, Sentence) else value


def said(error: Exception) -> str:
    """Return what an error says: the sentence that it was raised with, else its text."""
    if isinstance(error, ConfigurationError) and isinstance(error.problem, Sentence):
        return sentence("{setting} : {problem}", setting=error.setting, problem=error.problem)
    first = error.args[0] if len(error.args) == 1 else None
    return first if isinstance(first, Sentence) else str(error)


def _made(french: str, message: str, many: str | None, values: Mapping[str, object]) -> Sentence:
    made = Sentence(filled(french, values))
    made.message, made.many, made.values = message, many, values
    return made


def _count(values: Mapping[str, object]) -> int:
    count = values["count"]
    assert isinstance(count, int)  # noqa: S101  `counted` is where it comes from
    return count
