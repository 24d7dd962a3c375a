"""The language in which somebody is written to, as a workbook or the person's own page said it.

It stands in a table of its own: a verifier, which reads attestations, has no right to it.
"""

from sqlalchemy import select
from sqlalchemy.orm import Session

from attestation.facts import Number
from register.tables.attestations import AttestationRow
from register.tables.delivery import ParticipantLanguageRow


def store_language(session: Session, number: Number, language: str) -> None:
    """Keep the language of messages about ``number``, in place of what was kept before."""
    session.merge(ParticipantLanguageRow(number=number, language=language))


def language_of(session: Session, number: Number) -> str | None:
    """Return the language of messages about ``number``: its own, else that of what it replaces."""
    wanted: str | None = number
    while wanted is not None:
        row = session.get(ParticipantLanguageRow, wanted)
        if row is not None:
            return row.language
        wanted = session.scalar(
            select(AttestationRow.replaces).where(AttestationRow.number == wanted)
        )
    return None
