"""The organisation as its documents show it: the settings section ``[organisation]``.

The law, the operator and the funders differ by organisation and year, so every sentence that
depends on them is a setting.
"""

import re
import unicodedata
from dataclasses import dataclass
from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints

from issuer.settings.document_language import DocumentLanguage, translatable
from issuer.settings.logo import Logo
from issuer.settings.refusal import refusal
from issuer.words.sentence import sentence
from pdf.colour import Colour
from pdf.mark_positioning import missing_characters
from runtime.settings_file import Section

SECTION = "organisation"
MIN_CONTRAST = 4.5  # WCAG 2.2, success criterion 1.4.3: small text on white
_COLOUR = re.compile(r"#[0-9A-Fa-f]{6}")
_PLACEHOLDERS = frozenset({"{sessions}", "{hours}"})
_PARTIAL_PLACEHOLDERS = frozenset(
    {"{followed}", "{sessions}", "{hours}", "{held_hours}", "{percent}"}
)
_PARTIAL_REQUIRED = ("{followed}", "{sessions}")

# Documents in other languages have these by their catalogues.
DEFAULT_LEGAL_MENTION = translatable(
    "Attestation délivrée pour servir et valoir ce que de droit. Elle peut être jointe à un "
    "dossier administratif, notamment à une déclaration de nationalité\u00a0; il revient à "
    "l’autorité compétente d’en apprécier la portée."
)
DEFAULT_CERTIFIES = translatable("atteste que")
DEFAULT_STATEMENT = translatable("a suivi l’entièreté du module")
DEFAULT_PARTIAL_STATEMENT = translatable(
    "a suivi {followed} des {sessions} séances, {hours} sur {held_hours} "
    "({percent} sont demandés), du module"
)
DEFAULT_ROLE = translatable("Coordination")


def _printable(text: str) -> str:
    # Not str.split(): it would take the no-break spaces of French punctuation away.
    text = re.sub(r"[ \t\r\n]+", " ", unicodedata.normalize("NFC", text))
    if missing := missing_characters(text):
        code = f"U+{ord(missing[0]):04X}"
        raise refusal(sentence("la police n’a pas le caractère {code}", code=code))
    return text


def _accent(text: str) -> str:
    if not _COLOUR.fullmatch(text):
        raise refusal(sentence("une couleur est attendue, comme #1D4E6B"))
    if Colour.parse(text).contrast_with_white() < MIN_CONTRAST:
        raise refusal(sentence("la couleur est trop pâle pour être lue sur du blanc"))
    return text


def _sentence(text: str) -> str:
    return _filled_in(text, _PLACEHOLDERS)


def _partial_sentence(text: str) -> str:
    if missing := [name for name in _PARTIAL_REQUIRED if name not in text]:
        raise refusal(
            sentence("{place} manque : la phrase doit dire ce qui a été suivi", place=missing[0])
        )
    return _filled_in(text, _PARTIAL_PLACEHOLDERS)


def _filled_in(text: str, placeholders: frozenset[str]) -> str:
    if unknown := set(re.findall(r"\{[^}]*\}?|\}", text)) - placeholders:
        known = ", ".join(sorted(placeholders))
        raise refusal(
            sentence("{place} est inconnu ; connus : {known}", place=min(unknown), known=known)
        )
    return text


def _text(most_characters: int) -> StringConstraints:
    return StringConstraints(strip_whitespace=True, min_length=1, max_length=most_characters)


Line = Annotated[str, _text(80), AfterValidator(_printable)]
Sentence = Annotated[str, _text(120), AfterValidator(_sentence), AfterValidator(_printable)]
PartialSentence = Annotated[
    str, _text(120), AfterValidator(_partial_sentence), AfterValidator(_printable)
]
Paragraph = Annotated[str, _text(600), AfterValidator(_printable)]


class Coordinator(Section):
    """The person responsible for the attestations."""

    name: Line
    role: Line = DEFAULT_ROLE


class Translation(Section):
    """What an organisation says of itself in another language than French; what is set only."""

    legal_mention: Paragraph | None = None
    certifies: Sentence | None = None
    statement: Sentence | None = None
    partial_statement: PartialSentence | None = None
    coordinator_role: Line | None = None
    place: Line | None = None
    funders: Annotated[tuple[Line, ...], Field(max_length=6)] = ()


class Translations(Section):
    """The same for each language that documents can be written in besides French."""

    nl: Translation = Translation()
    de: Translation = Translation()
    en: Translation = Translation()


class Organisation(Section):
    """The issuing organisation, as its documents show it."""

    name: Annotated[str, _text(100), AfterValidator(_printable)]
    coordinator: Coordinator
    place: Line
    """Where documents are issued: "Fait à Bruxelles"."""
    address: Annotated[tuple[Line, ...], Field(max_length=4)] = ()
    email: Line | None = None
    phone: Line | None = None
    website: Line | None = None
    logo: str | None = None
    """PNG or JPEG, relative to the settings file; without it the name is set in type."""
    funders: Annotated[tuple[Line, ...], Field(max_length=6)] = ()
    legal_mention: Paragraph = DEFAULT_LEGAL_MENTION
    certifies: Sentence = DEFAULT_CERTIFIES
    """Follows the organisation's name, before the holder's."""
    statement: Sentence = DEFAULT_STATEMENT
    """Between the holder and the module's title, of who followed every session; {sessions} and
    {hours} are filled in."""
    partial_statement: PartialSentence = DEFAULT_PARTIAL_STATEMENT
    """The same of who missed some that the rule forgives; it says how many were followed."""
    accent_colour: Annotated[str, AfterValidator(_accent)] = "#1D4E6B"
    language: DocumentLanguage = DocumentLanguage.FR
    """Of its documents, unless a module says otherwise."""
    translations: Translations = Translations()
    """Its texts in other languages; needed for each that it does not leave as it is here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Letterhead:
    """The organisation's settings and what they point at: all that a page needs besides facts.

    It travels whole to a process that draws pages, and holds no path.
    """

    organisation: Organisation
    logo: Logo | None = None
