"""The PDF signature: PAdES baseline B-B (ETSI EN 319 142-1), certifying, no changes allowed.

The key is behind ``attestation.signer.Signer``; pyHanko writes the rest. ADR 0012 says what
pyHanko is not asked to do.
"""

import asyncio
import io
from datetime import datetime

from asn1crypto import x509 as asn1_x509
from asn1crypto.algos import SignedDigestAlgorithm
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.sign.fields import MDPPerm, SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.signers import Signer as CmsSigner
from pyhanko.sign.signers.cms_embedder import (
    PdfCMSEmbedder,
    SigIOSetup,
    SigMDPSetup,
    SigObjSetup,
)
from pyhanko.sign.signers.constants import ESIC_EXTENSION_1
from pyhanko.sign.signers.pdf_byterange import SignatureObject
from pyhanko_certvalidator.registry import SimpleCertificateStore

from attestation.errors import SigningError
from attestation.signer import Signer

FIELD_NAME = "Sceau"
REASON = "Attestation de fréquentation"
_DIGEST = "sha256"
_MECHANISM = "sha256_ecdsa"
_HALF = 32  # bytes of r, and of s, on P-256
# Room for the CMS besides its certificates: 440 bytes measured, with names of 64 characters 700.
_CMS_BYTES = 1024


def sign_document(pdf: bytes, *, signer: Signer, at: datetime) -> bytes:
    """Append a certification signature that covers the whole of ``pdf``.

    Args:
        pdf: an unsigned document.
        signer: the issuing key; its certificate and chain are embedded.
        at: the claimed time of signing, ``/M`` of the signature dictionary. PAdES forbids the
            signing-time attribute (EN 319 142-1, table 1).

    Raises:
        SigningError: the signer refused, or ``pdf`` is not a PDF that can be signed.
    """
    try:
        return _sign(pdf, signer=_RawEcdsaSigner(signer), at=at)
    except SigningError:
        raise
    except (PdfError, ValueError, TypeError, KeyError, OSError) as error:
        raise SigningError("le document n’a pas pu être signé") from error


class _Writer(IncrementalPdfFileWriter):
    """Writes the revision with the signature, and leaves the metadata as the page set it."""

    def _update_meta(self) -> None:
        """Skip pyHanko's /ModDate, which it takes from the wall clock."""


class _RawEcdsaSigner(CmsSigner):
    """Lets pyHanko sign CMS attributes with a key of ours."""

    def __init__(self, signer: Signer) -> None:
        chain = SimpleCertificateStore()  # type: ignore[no-untyped-call]
        chain.register_multiple(_to_asn1(certificate) for certificate in signer.chain)
        super().__init__(
            signing_cert=_to_asn1(signer.certificate),
            cert_registry=chain,
            signature_mechanism=SignedDigestAlgorithm({"algorithm": _MECHANISM}),
        )
        self.signer = signer

    async def async_sign_raw(
        self, data: bytes, digest_algorithm: str, dry_run: bool = False
    ) -> bytes:
        """Sign the attributes; CMS wants r and s in DER (RFC 5753 §7.2), our keys give r || s."""
        raw = self.signer.sign(data)
        r, s = (int.from_bytes(half, "big") for half in (raw[:_HALF], raw[_HALF:]))
        return encode_dss_signature(r, s)

    @property
    def organisation(self) -> str | None:
        """Name for the signature dictionary: the subject's, as viewers show it beside."""
        names = self.signer.certificate.subject.get_attributes_for_oid(NameOID.ORGANIZATION_NAME)
        return str(names[0].value) if names else None

    @property
    def bytes_reserved(self) -> int:
        """Length of the hexadecimal /Contents; the same for every document of a key."""
        certificates = (self.signer.certificate, *self.signer.chain)
        return 2 * (_CMS_BYTES + sum(len(_der(certificate)) for certificate in certificates))


def _sign(pdf: bytes, *, signer: _RawEcdsaSigner, at: datetime) -> bytes:
    writer = _Writer(io.BytesIO(pdf))
    writer.ensure_output_version((1, 7))  # type: ignore[no-untyped-call]
    writer.register_extension(ESIC_EXTENSION_1)
    # The embedder is a coroutine of four steps; pyHanko's documentation of write_cms has them.
    steps = PdfCMSEmbedder(SigFieldSpec(FIELD_NAME)).write_cms(FIELD_NAME, writer)
    next(steps)
    steps.send(
        SigObjSetup(
            sig_placeholder=SignatureObject(
                timestamp=at,
                subfilter=SigSeedSubFilter.PADES,
                name=signer.organisation,
                reason=REASON,
                bytes_reserved=signer.bytes_reserved,
            ),
            mdp_setup=SigMDPSetup(
                md_algorithm=_DIGEST, certify=True, docmdp_perms=MDPPerm.NO_CHANGES
            ),
        )
    )
    prepared, output = steps.send(SigIOSetup(md_algorithm=_DIGEST))
    cms = asyncio.run(signer.async_sign(prepared.document_digest, _DIGEST, use_pades=True))
    steps.send(cms)
    signed: bytes = output.getvalue()
    return signed


def _to_asn1(certificate: x509.Certificate) -> asn1_x509.Certificate:
    return asn1_x509.Certificate.load(_der(certificate))


def _der(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(Encoding.DER)
