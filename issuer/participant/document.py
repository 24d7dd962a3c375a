"""The document as issued and its proof, verified before they are given out, and a picture of it."""

import io

from sqlalchemy import Engine

from attestation.errors import RegisterError
from attestation.facts import Number
from attestation.verdict.trusted_keys import TrustedKeys
from issuer.lifecycle.log_proofs import proven_statements
from issuer.signed.released import released
from keys.trust import TrustStore
from pdf.raster import first_page
from register.database import reading

_WIDTH_PIXELS = 900  # readable when enlarged on a telephone
_COLOURS = 16


def issued_document(register: Engine, number: Number, *, keys: TrustedKeys) -> bytes:
    """Return ``number``'s document, whose digest is in a signed statement.

    Raises:
        DisagreementError: the bytes are not those of a signed statement.
        RegisterError: there is none, or the register failed.
    """
    with reading(register) as session:
        content = released(session, number, keys=keys)
    if content is None:
        raise RegisterError("le document n’est pas dans le registre")
    return content


def newest_proof(register: Engine, number: Number, *, trust: TrustStore) -> str | None:
    """Return the proof that the public log holds the newest statement; None where it has none yet.

    Raises:
        RegisterError: the proof in the register is none of our log's, or the register failed.
    """
    with reading(register) as session:
        proven = proven_statements(session, number, trust=trust)
    return proven[-1].proof.encode() if proven else None


def picture(content: bytes) -> bytes:
    """Draw the page as a small PNG."""
    stream = io.BytesIO()
    first_page(content, width=_WIDTH_PIXELS).quantize(_COLOURS).save(stream, "PNG", optimize=True)
    return stream.getvalue()
