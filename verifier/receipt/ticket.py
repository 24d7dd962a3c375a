"""A ticket: the result of a check, encrypted and carried by the page that shows it (as RFC 5077).

A receipt is asked for after its check, and a verifier remembers no check. So the page takes the
result along, encrypted and authenticated with a secret of the receipt key, and brings it back: a
browser can neither change it nor keep it for another day.
"""

import secrets
import zlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as Base64Error
from datetime import datetime, timedelta

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from pydantic import TypeAdapter, ValidationError

from verifier.receipt.content import ReceiptContent

PURPOSE = b"attestation-verifier receipt ticket 4"
"""For ``ReceiptKey.secret_for``; another form of the content takes another number."""
LIFETIME = timedelta(hours=1)
"""The page forgets after ten idle minutes; this is for those who keep it awake."""
MAX_TICKET_CHARACTERS = 32_000
_NONCE_BYTES = 12  # NIST SP 800-38D §5.2.1.1
_MAX_CONTENT_BYTES = 100_000
_CONTENT = TypeAdapter(ReceiptContent)


def seal_ticket(content: ReceiptContent, *, secret: bytes) -> str:
    """Return ``content`` as one field of a form."""
    nonce = secrets.token_bytes(_NONCE_BYTES)
    data = zlib.compress(_CONTENT.dump_json(content), 9)
    return urlsafe_b64encode(nonce + AESGCM(secret).encrypt(nonce, data, PURPOSE)).decode("ascii")


def open_ticket(ticket: str, *, secret: bytes, at: datetime) -> ReceiptContent | None:
    """Return what was sealed; None for anything else, and for what is too old."""
    if len(ticket) > MAX_TICKET_CHARACTERS:
        return None
    try:
        sealed = urlsafe_b64decode(ticket.encode("ascii"))
        nonce = sealed[:_NONCE_BYTES]
        data = AESGCM(secret).decrypt(nonce, sealed[_NONCE_BYTES:], PURPOSE)
        content = _CONTENT.validate_json(
            zlib.decompressobj().decompress(data, _MAX_CONTENT_BYTES), strict=True
        )
    # Too short a nonce is a ValueError; so is text that is not ASCII.
    except (InvalidTag, ValueError, Base64Error, ValidationError):
        return None
    return content if timedelta() <= at - content.checked_at <= LIFETIME else None
