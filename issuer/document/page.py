"""One attestation's page: facts and letterhead to the bytes of an unsigned PDF.

A pure function: no key, no clock, no file (the typeface's cache apart), so that pages can be
drawn on other cores or machines while the key stays where it is.
"""

from collections.abc import Sequence

from attestation.errors import DocumentError
from issuer.document.composition import compose_sheet
from issuer.document.facts import DocumentFacts
from issuer.document.wording import title, words_of
from issuer.document.writer import Attachment, write_pdf
from issuer.settings.organisation import Letterhead
from issuer.words.sentence import sentence
from pdf.mark_positioning import missing_characters
from pdf.pdfa_metadata import Metadata

ATTACHMENT_NAME = "attestation.cose"
_ATTACHMENT_TYPE = "application/cose"  # RFC 9052 §11.2


def render_page(facts: DocumentFacts, letterhead: Letterhead) -> bytes:
    """Draw the page of ``facts``; the same arguments give the same bytes, always.

    Raises:
        DocumentError: a text has a character that the typeface lacks, or does not fit its place;
            the message names neither.
    """
    attestation = facts.attestation
    if missing_characters(printed_text(facts)):
        raise DocumentError(sentence("un texte contient un caractère que la police n’a pas"))
    words, *second = words_of(facts.language)
    titles = " · ".join(title(one) for one in (words, *second))
    return write_pdf(
        compose_sheet(facts, letterhead),
        metadata=Metadata(
            title=f"{titles} {attestation.number}",
            author=letterhead.organisation.name,
            subject=f"{attestation.module_title} ({attestation.module_code})",
            language=words.tag,
            other_language=second[0].tag if second else None,
            created=attestation.issued_at,
        ),
        attachment=Attachment(
            name=ATTACHMENT_NAME,
            media_type=_ATTACHMENT_TYPE,
            description=words.gettext("Sceau électronique de l’attestation (COSE_Sign1, RFC 9052)"),
            content=facts.credential,
            modified=attestation.issued_at,
        ),
    )


def render_pages(piece: Sequence[DocumentFacts], letterhead: Letterhead) -> list[bytes]:
    """Draw some pages.

    Raises:
        DocumentError: one could not be drawn.
    """
    return [render_page(facts, letterhead) for facts in piece]


def printed_text(facts: DocumentFacts) -> str:
    """Return all text of ``facts`` that the page sets in type, for ``missing_characters``."""
    attestation = facts.attestation
    holder = attestation.holder
    texts = (
        holder.family_name,
        holder.given_name or "",
        attestation.module_title,
        attestation.module_code,
        attestation.particulars.reception_reference or "",
        *(" ".join(session.theme.split()) for session in facts.sessions),
        facts.qr_text.prefix,
    )
    return " ".join(texts)
