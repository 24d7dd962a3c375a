"""Reasons of a withdrawal or a replacement that everybody can be told in their own language.

What is signed stays a text (``docs/format.md``): the French sentence of a listed reason, then
perhaps words of the organisation after a colon. Whoever knows the sentence shows it translated.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

_BETWEEN = " : "


class EndingReason(StrEnum):
    """A reason of the list."""

    ATTENDANCE = "attendance"
    ISSUED_BY_MISTAKE = "issued-by-mistake"
    ASKED_BY_HOLDER = "asked-by-holder"
    FALSE_STATEMENT = "false-statement"
    IDENTITY_CORRECTED = "identity-corrected"
    MODULE_CORRECTED = "module-corrected"


SENTENCES: Mapping[EndingReason, str] = MappingProxyType(
    {
        EndingReason.ATTENDANCE: "Erreur dans les présences",
        EndingReason.ISSUED_BY_MISTAKE: "Délivrée par erreur",
        EndingReason.ASKED_BY_HOLDER: "À la demande de la personne",
        EndingReason.FALSE_STATEMENT: "Déclaration inexacte",
        EndingReason.IDENTITY_CORRECTED: "Nom ou date de naissance corrigés",
        EndingReason.MODULE_CORRECTED: "Données du module corrigées",
    }
)
"""As they are signed; one that was ever signed is never changed nor taken away."""


def write_reason(listed: EndingReason | None, words: str) -> str:
    """Return the text that is signed: of a listed reason, of free words, or of both."""
    words = words.strip()
    if listed is None:
        return words
    return f"{SENTENCES[listed]}{_BETWEEN}{words}" if words else SENTENCES[listed]


def read_reason(text: str) -> tuple[EndingReason | None, str]:
    """Return what ``write_reason`` was given."""
    for listed, sentence in SENTENCES.items():
        if text == sentence:
            return listed, ""
        if text.startswith(f"{sentence}{_BETWEEN}"):
            return listed, text.removeprefix(f"{sentence}{_BETWEEN}")
    return None, text
