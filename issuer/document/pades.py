"""The PDF signature: PAdES baseline B-B or B-T (ETSI EN 319 142-1), no changes allowed.

The key is behind ``attestation.signer.Signer``; pyHanko writes the rest. ADR 0012 says what
pyHanko is not asked to do.
"""

import asyncio
import io
from dataclasses import dataclass
from datetime import datetime

from asn1crypto.algos import SignedDigestAlgorithm
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID
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

from attestation.document_signer import DocumentSigner, SignatureAlgorithm
from attestation.errors import SigningError
from attestation.signer import Signer
from issuer.document.asn1 import to_asn1
from issuer.document.long_term import RevisionWriter
from issuer.document.time_authority import TimeAuthority

FIELD_NAME = "Sceau"
REASON = "Attestation de fréquentation"
_HALF = 32  # bytes of r, and of s, on P-256
# Room for the CMS besides its certificates: 440 bytes measured with a signature on P-256, with
# names of 64 characters 700.
_CMS_BYTES = 1024


def sign_document(
    pdf: bytes,
    *,
    signer: Signer,
    at: datetime,
    seal: DocumentSigner | None = None,
    authority: TimeAuthority | None = None,
) -> bytes:
    """Append a certification signature that covers the whole of ``pdf``.

    Args:
        pdf: an unsigned document.
        signer: the issuing key; its certificate and chain are embedded.
        at: the claimed time of signing, ``/M`` of the signature dictionary. PAdES forbids the
            signing-time attribute (EN 319 142-1, table 1).
        seal: signs in the place of ``signer``, where the organisation has one.
        authority: dates the signature, which is then B-T and not B-B.

    Raises:
        TimestampError: the authority gave no timestamp.
        SigningError: the signer refused, or ``pdf`` is not a PDF that can be signed.
    """
    try:
        cms_signer = _CmsSigner(seal or IssuingSeal(signer))
        return asyncio.run(_sign(pdf, signer=cms_signer, at=at, authority=authority))
    except SigningError:
        raise
    except (PdfError, ValueError, TypeError, KeyError, OSError) as error:
        raise SigningError("le document n’a pas pu être signé") from error


@dataclass(frozen=True, slots=True)
class IssuingSeal:
    """The issuing key as a seal. Implements ``DocumentSigner``."""

    signer: Signer

    @property
    def certificate(self) -> x509.Certificate:
        """The issuing certificate."""
        return self.signer.certificate

    @property
    def chain(self) -> tuple[x509.Certificate, ...]:
        """Those above it."""
        return self.signer.chain

    @property
    def algorithm(self) -> SignatureAlgorithm:
        """ECDSA on P-256."""
        return "sha256_ecdsa"

    def sign_document(self, message: bytes) -> bytes:
        """Sign; CMS wants r and s in DER (RFC 5753 §7.2), our keys give r || s."""
        raw = self.signer.sign(message)
        r, s = (int.from_bytes(half, "big") for half in (raw[:_HALF], raw[_HALF:]))
        return encode_dss_signature(r, s)


class _CmsSigner(CmsSigner):
    """Lets pyHanko sign CMS attributes with a key of ours."""

    def __init__(self, signer: DocumentSigner) -> None:
        chain = SimpleCertificateStore()  # type: ignore[no-untyped-call]
        chain.register_multiple(to_asn1(certificate) for certificate in signer.chain)
        super().__init__(
            signing_cert=to_asn1(signer.certificate),
            cert_registry=chain,
            signature_mechanism=SignedDigestAlgorithm({"algorithm": signer.algorithm}),
        )
        self.signer = signer

    async def async_sign_raw(
        self, data: bytes, digest_algorithm: str, dry_run: bool = False
    ) -> bytes:
        """Sign the attributes."""
        return self.signer.sign_document(data)

    @property
    def digest(self) -> str:
        """Name of the digest: that of the signature algorithm."""
        return self.signer.algorithm.partition("_")[0]

    @property
    def organisation(self) -> str | None:
        """Name for the signature dictionary: the subject's, as viewers show it beside."""
        names = self.signer.certificate.subject.get_attributes_for_oid(NameOID.ORGANIZATION_NAME)
        return str(names[0].value) if names else None

    @property
    def bytes_reserved(self) -> int:
        """Length of the hexadecimal /Contents; the same for every document of a key."""
        key = self.signer.certificate.public_key()
        signature = key.key_size // 8 if isinstance(key, RSAPublicKey) else 0
        certificates = (self.signer.certificate, *self.signer.chain)
        of_certificates = sum(len(_der(certificate)) for certificate in certificates)
        return 2 * (_CMS_BYTES + signature + of_certificates)


async def _sign(
    pdf: bytes, *, signer: _CmsSigner, at: datetime, authority: TimeAuthority | None
) -> bytes:
    token_bytes = await authority.room() if authority else 0
    writer = RevisionWriter(io.BytesIO(pdf))
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
                bytes_reserved=signer.bytes_reserved + 2 * token_bytes,
            ),
            mdp_setup=SigMDPSetup(
                md_algorithm=signer.digest, certify=True, docmdp_perms=MDPPerm.NO_CHANGES
            ),
        )
    )
    prepared, output = steps.send(SigIOSetup(md_algorithm=signer.digest))
    cms = await signer.async_sign(
        prepared.document_digest, signer.digest, use_pades=True, timestamper=authority
    )
    steps.send(cms)
    signed: bytes = output.getvalue()
    return signed


def _der(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(Encoding.DER)
