"""How, and by which rule, a module was followed: certified where the issuer states it."""

import re
from dataclasses import dataclass, fields
from datetime import timedelta
from enum import StrEnum

MAX_REFERENCE_CHARACTERS = 20
REGIME_PATTERN = re.compile(r"[A-Z0-9](?:[A-Z0-9-]{0,18}[A-Z0-9])?")
"""Code of a regime, ``MON-REGIME``: 1 to 20 characters."""
LANGUAGES = (
    *("fr", "nl", "de", "en", "es", "pt", "it", "ro", "pl", "bg", "sq", "el"),
    *("ru", "uk", "tr", "ar", "fa", "ps", "ku", "so", "ti", "am", "ur", "zh"),
)
"""Those that have a name here in each language; a reader shows another by its code."""
_LANGUAGE = re.compile(r"[a-z]{2,3}")  # ISO 639-1 or 639-3
_MINUTE = timedelta(minutes=1)


class Mode(StrEnum):
    """How the sessions that were followed were held."""

    ON_SITE = "on-site"
    VIDEO = "video"
    BOTH = "both"
    """Some on site and some by video."""


class Extent(StrEnum):
    """Whether the module is all that a path consists of, or one component of it."""

    WHOLE = "whole"
    COMPONENT = "component"


@dataclass(frozen=True, slots=True, kw_only=True)
class Particulars:
    """Facts that are None where the issuer did not state them; nobody guesses them."""

    sessions_followed: int | None = None
    sessions_held: int | None = None
    """All sessions of the module; known where ``sessions_followed`` is."""
    module_time: timedelta | None = None
    """Of all sessions of the module; whole minutes."""
    required_time: timedelta | None = None
    """Presence that was asked for; whole minutes, at most ``module_time``."""
    required_percent: int | None = None
    """Share of the sessions that was asked for, 1 to 100."""
    language: str | None = None
    """Language of the module: ISO 639, two or three letters."""
    mode: Mode | None = None
    extent: Extent | None = None
    regime: str | None = None
    """Code of the regime under which it was issued."""
    reception_reference: str | None = None
    """By which a reception office knows the holder's file; 1 to 20 characters."""

    def __post_init__(self) -> None:
        """Refuse what no attestation can say."""
        followed, held = self.sessions_followed, self.sessions_held
        if (followed is None) != (held is None):
            raise ValueError("sessions followed and held are known together")
        if followed is not None and held is not None and not 1 <= followed <= held:
            raise ValueError("more sessions followed than held, or none")
        for time in (self.module_time, self.required_time):
            if time is not None and (time <= timedelta() or time % _MINUTE):
                raise ValueError("expected a positive number of minutes")
        if self.required_time is not None and (
            self.module_time is None or self.required_time > self.module_time
        ):
            raise ValueError("more time required than the module has")
        if self.required_percent is not None and not 1 <= self.required_percent <= 100:
            raise ValueError("expected a percentage")
        if self.language is not None and not _LANGUAGE.fullmatch(self.language):
            raise ValueError("the language is no code of ISO 639")
        if self.regime is not None and not REGIME_PATTERN.fullmatch(self.regime):
            raise ValueError("the regime is no code")
        if self.reception_reference is not None and not is_reference(self.reception_reference):
            raise ValueError("the reference is empty, too long or not plain")

    @property
    def is_silent(self) -> bool:
        """Check whether nothing at all was stated, as before there were any."""
        return all(getattr(self, one.name) is None for one in fields(self))


NOTHING_STATED = Particulars()


def is_reference(text: str) -> bool:
    """Check whether ``text`` can be the reference of a reception office, as it stands."""
    is_short = 1 <= len(text) <= MAX_REFERENCE_CHARACTERS
    return is_short and text.isprintable() and text == " ".join(text.split())
