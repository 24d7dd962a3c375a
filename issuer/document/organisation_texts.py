"""The organisation's own texts in the language of a document: set by it, or the shared words.

A sentence that an organisation wrote in French is never printed on a page of another language,
and never replaced by one that it did not write: it must have set that language's own.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from attestation.errors import DocumentError
from issuer.document.translations.catalogue import SOURCE, Words
from issuer.settings.organisation import (
    DEFAULT_CERTIFIES,
    DEFAULT_LEGAL_MENTION,
    DEFAULT_PARTIAL_STATEMENT,
    DEFAULT_ROLE,
    DEFAULT_STATEMENT,
    Organisation,
    Translation,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationTexts:
    """What the organisation says on a page in one language."""

    certifies: str
    statement: str
    partial_statement: str
    legal_mention: str
    coordinator_role: str
    place: str
    funders: tuple[str, ...]


def texts_in(organisation: Organisation, words: Words) -> OrganisationTexts:
    """Return the organisation's texts in the language of ``words``.

    Raises:
        DocumentError: it has set one in French only.
    """
    missing = missing_texts(organisation, words.language)
    if missing:
        raise DocumentError(f"l’organisation n’a pas écrit {missing[0]}")
    translation = _translation(organisation, words.language)
    sentences = {
        name: getattr(translation, name)
        or (words.gettext(default) if written == default else written)
        for name, written, default in _sentences(organisation)
    }
    return OrganisationTexts(
        **sentences,
        place=translation.place or organisation.place,
        funders=translation.funders or organisation.funders,
    )


def missing_texts(organisation: Organisation, language: str) -> list[str]:
    """Return the settings, by name, of texts that stand in French only."""
    if language == SOURCE:
        return []
    translation = _translation(organisation, language)
    return [
        f"translations.{language}.{name}"
        for name, written, default in _sentences(organisation)
        if written != default and getattr(translation, name) is None
    ]


def _translation(organisation: Organisation, language: str) -> Translation:
    if language == SOURCE:
        return Translation()
    translation: Translation = getattr(organisation.translations, language)
    return translation


def _sentences(organisation: Organisation) -> Iterable[tuple[str, str, str]]:
    """Yield name, what the organisation says in French, and what it says unless it sets it."""
    return (
        ("certifies", organisation.certifies, DEFAULT_CERTIFIES),
        ("statement", organisation.statement, DEFAULT_STATEMENT),
        ("partial_statement", organisation.partial_statement, DEFAULT_PARTIAL_STATEMENT),
        ("legal_mention", organisation.legal_mention, DEFAULT_LEGAL_MENTION),
        ("coordinator_role", organisation.coordinator.role, DEFAULT_ROLE),
    )
