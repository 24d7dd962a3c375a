"""A regime as the organisation's settings have it: ``[[issue.regimes]]``.

Each sentence is the organisation's own, because what an attestation is worth by law differs by
place and year; none is a constant of this program.
"""

from datetime import date, timedelta
from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from attestation.regime import FourLanguages, RegimeRecord, ValidityPeriod, require_plain
from issuer.settings.module_facts import Hours, RegimeCode
from issuer.settings.refusal import refusal
from issuer.words.sentence import sentence
from pdf.mark_positioning import missing_characters
from runtime.settings_file import Section

_PLACEHOLDER = "à compléter"


def _printable(text: str) -> str:
    if missing := missing_characters(text):
        code = f"U+{ord(missing[0]):04X}"
        raise refusal(sentence("la police n’a pas le caractère {code}", code=code))
    if text.casefold().startswith(_PLACEHOLDER):
        # SECURITY: an example of which nobody wrote the law is no setting of anybody:
        # test_example_is_refused_as_it_stands.
        raise refusal(sentence("ce texte est encore « à compléter »"))
    try:
        require_plain(text)
    except ValueError:
        raise refusal(sentence("un caractère invisible n’a pas sa place ici")) from None
    return text


Sentence = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=400),
    AfterValidator(_printable),
]


PrintedSentence = Annotated[Sentence, StringConstraints(max_length=120)]


class InFourLanguages(Section):
    """One text in each language that an officer may read."""

    fr: Sentence
    nl: Sentence
    de: Sentence
    en: Sentence

    def texts(self) -> FourLanguages:
        """Return them as what is published."""
        return FourLanguages(fr=self.fr, nl=self.nl, de=self.de, en=self.en)


class PrintedInFourLanguages(InFourLanguages):
    """A sentence that finds room on the page."""

    fr: PrintedSentence
    nl: PrintedSentence
    de: PrintedSentence
    en: PrintedSentence


class Regime(Section):
    """One regime, in force for a period."""

    code: RegimeCode
    name: InFourLanguages
    authority: Sentence
    legal_basis: Sentence
    valid_from: date | None = None
    valid_until: date | None = None
    required_percent: Annotated[int, Field(ge=1, le=100)] | None = None
    """Share of the sessions that it asks for at least."""
    required_hours: Hours | None = None
    """Hours of presence that it asks for at least."""
    printed: PrintedInFourLanguages
    """The sentence that the page prints."""
    establishes: InFourLanguages
    does_not_establish: InFourLanguages

    @model_validator(mode="after")
    def _has_a_period(self) -> "Regime":
        if self.valid_from and self.valid_until and self.valid_until < self.valid_from:
            raise refusal(sentence("le régime finit avant de commencer"))
        return self

    @property
    def period(self) -> ValidityPeriod:
        """The days on which an attestation may be issued under it."""
        return ValidityPeriod(first_day=self.valid_from, last_day=self.valid_until)

    @property
    def required_time(self) -> timedelta | None:
        """Presence that it asks for."""
        return None if self.required_hours is None else timedelta(hours=self.required_hours)

    def record(self) -> RegimeRecord:
        """Return it as what is published to verifiers."""
        return RegimeRecord(
            code=self.code,
            name=self.name.texts(),
            authority=self.authority,
            legal_basis=self.legal_basis,
            period=self.period,
            required_percent=self.required_percent,
            required_time=self.required_time,
            printed=self.printed.texts(),
            establishes=self.establishes.texts(),
            does_not_establish=self.does_not_establish.texts(),
        )


def require_one_a_day(regimes: tuple[Regime, ...]) -> tuple[Regime, ...]:
    """Refuse two records of one code for one day, because nobody could say which counts."""
    for number, one in enumerate(regimes):
        for other in regimes[:number]:
            if one.code == other.code and one.period.overlaps(other.period):
                raise refusal(
                    sentence(
                        "deux fiches du régime {code} valent le même jour : "
                        "mettez fin à la première",
                        code=one.code,
                    )
                )
    return regimes
