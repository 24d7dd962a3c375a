"""Somebody outside who signs PDF files with a certificate of their own."""

import asyncio
import io
from datetime import datetime

from asn1crypto import keys as asn1_keys
from asn1crypto import x509 as asn1_x509
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.signers import SimpleSigner
from pyhanko.sign.signers.cms_embedder import PdfCMSEmbedder, SigIOSetup, SigObjSetup
from pyhanko.sign.signers.pdf_byterange import SignatureObject
from pyhanko_certvalidator.registry import SimpleCertificateStore

from tests.support.forgeries import (
    page_of,
    signature_gap,
    visible,
)
from tests.support.issuers import NOW, make_issuer

_FIELD, _DIGEST = "Visa", "sha256"


def sign_as_stranger(pdf: bytes, *, at: datetime = NOW) -> bytes:
    """Append an approval signature, whether or not the file allows it."""
    stranger = make_issuer("Quelqu’un d’autre").signer
    signer = SimpleSigner(
        signing_cert=asn1_x509.Certificate.load(stranger.certificate.public_bytes(Encoding.DER)),
        signing_key=asn1_keys.PrivateKeyInfo.load(
            stranger.private_key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
        ),
        cert_registry=SimpleCertificateStore(),  # type: ignore[no-untyped-call]
    )
    # The embedder, because pyHanko's PdfSigner respects "no changes allowed" and forgers do not.
    steps = PdfCMSEmbedder(SigFieldSpec(_FIELD)).write_cms(
        _FIELD, IncrementalPdfFileWriter(io.BytesIO(pdf))
    )
    next(steps)
    steps.send(
        SigObjSetup(
            sig_placeholder=SignatureObject(
                timestamp=at, subfilter=SigSeedSubFilter.PADES, bytes_reserved=8192
            )
        )
    )
    prepared, output = steps.send(SigIOSetup(md_algorithm=_DIGEST))
    steps.send(asyncio.run(signer.async_sign(prepared.document_digest, _DIGEST, use_pades=True)))
    return bytes(output.getvalue())


def stranger_contents() -> tuple[bytes, tuple[int, ...], bytes]:
    signed = sign_as_stranger(page_of(visible("Bonjour", left=60, bottom=700)))
    begin, end = signature_gap(signed)
    digits = signed[begin + 1 : end - 1]
    return bytes.fromhex(digits.decode()), (0, begin, end, len(signed) - end), signed
