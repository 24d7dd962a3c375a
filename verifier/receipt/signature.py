"""Signing a receipt: PAdES baseline B-B (ETSI EN 319 142-1), certified, no changes allowed."""

from datetime import datetime

from cryptography.hazmat.primitives.serialization import Encoding

from pdf.cms import message_of, signed_attributes, signed_data
from pdf.document_signer import SignatureAlgorithm
from pdf.rewriting import rewrite
from pdf.signature_placeholder import leave_place
from verifier.receipt.key import ReceiptKey

DIGEST = "sha256"
ALGORITHM: SignatureAlgorithm = "sha256_ecdsa"
_FIELD = "Rapport"
_CMS_BYTES = 1024  # besides the certificate: 390 measured


def sign_receipt(pdf: bytes, *, key: ReceiptKey, at: datetime, language: str) -> bytes:
    """Append a certification signature that covers all of ``pdf``, and say its language."""
    place = leave_place(
        rewrite(pdf, language=language),
        at=at,
        field=_FIELD,
        room=_CMS_BYTES + len(key.certificate.public_bytes(Encoding.DER)),
    )
    attributes = signed_attributes(place.digest(DIGEST), key.certificate)
    signature = key.sign(message_of(attributes))
    return place.fill(
        signed_data(attributes, signature, algorithm=ALGORITHM, certificate=key.certificate)
    )
