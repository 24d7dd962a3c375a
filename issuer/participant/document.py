"""The document as it was issued, proven so before it is given away; and a picture of it."""

import io
from hashlib import sha256

from sqlalchemy import Engine

from attestation.errors import RegisterError
from attestation.facts import Number
from attestation.formats.statement import Kind
from attestation.verdict.trusted_keys import TrustedKeys
from issuer.lifecycle.history import tell
from pdf.raster import first_page
from register.attestations import document
from register.database import reading

_WIDTH_PIXELS = 900  # readable when enlarged on a telephone
_COLOURS = 16


def issued_document(register: Engine, number: Number, *, keys: TrustedKeys) -> bytes:
    """Give the very bytes that were signed as ``number``'s document.

    Raises:
        RegisterError: there is none, or the bytes are not those of a signed statement.
    """
    with reading(register) as session:
        content = document(session, number)
        story = tell(session, number, keys=keys)
    digest = sha256(content or b"").digest()
    issued = (Kind.ISSUED, Kind.EXTENDED)
    if (
        content is None
        or story is None
        or not any(
            told.statement is not None
            and told.statement.kind in issued
            and told.statement.digest == digest
            for told in story.events
        )
    ):
        # SECURITY: a register that was tampered with gives no document:
        # test_document_that_is_not_what_was_issued_is_not_given.
        raise RegisterError("le document du registre n’est pas celui qui a été délivré")
    return content


def picture(content: bytes) -> bytes:
    """Draw the page as a small PNG."""
    stream = io.BytesIO()
    first_page(content, width=_WIDTH_PIXELS).quantize(_COLOURS).save(stream, "PNG", optimize=True)
    return stream.getvalue()
