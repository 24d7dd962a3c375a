"""Signing a receipt: PAdES baseline B-B (ETSI EN 319 142-1), certified, no changes allowed."""

import io
from datetime import UTC, datetime

from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils.generic import pdf_string
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter
from pyhanko.sign.signers.cms_embedder import (
    PdfCMSEmbedder,
    SigIOSetup,
    SigMDPSetup,
    SigObjSetup,
)
from pyhanko.sign.signers.pdf_byterange import SignatureObject

from pdf.cms import message_of, signed_attributes, signed_data
from pdf.document_signer import SignatureAlgorithm
from verifier.receipt.key import ReceiptKey

DIGEST = "sha256"
ALGORITHM: SignatureAlgorithm = "sha256_ecdsa"
_FIELD = "Rapport"
_CMS_BYTES = 1024  # besides the certificate: 390 measured


def sign_receipt(pdf: bytes, *, key: ReceiptKey, at: datetime, language: str) -> bytes:
    """Append a certification signature that covers all of ``pdf``, and say its language."""
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    writer.root["/Lang"] = pdf_string(language)
    writer.update_root()  # type: ignore[no-untyped-call]
    embedding = PdfCMSEmbedder().write_cms(field_name=_FIELD, writer=writer)
    next(embedding)  # the field, invisible: a picture of a seal is what any forger can draw
    room = _CMS_BYTES + len(key.certificate.public_bytes(Encoding.DER))
    placeholder = SignatureObject(
        timestamp=at.astimezone(UTC), subfilter=SigSeedSubFilter.PADES, bytes_reserved=2 * room
    )
    certified = SigMDPSetup(md_algorithm=DIGEST, certify=True, docmdp_perms=MDPPerm.NO_CHANGES)
    embedding.send(SigObjSetup(sig_placeholder=placeholder, mdp_setup=certified))
    prepared, output = embedding.send(SigIOSetup(md_algorithm=DIGEST, in_place=False))
    attributes = signed_attributes(prepared.document_digest, key.certificate)
    signature = key.sign(message_of(attributes))
    embedding.send(
        signed_data(attributes, signature, algorithm=ALGORITHM, certificate=key.certificate)
    )
    return bytes(output.getvalue())
