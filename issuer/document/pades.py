"""The PDF signature: PAdES baseline B-B or B-T (ETSI EN 319 142-1), no changes allowed.

The key is behind ``attestation.signer.Signer``, or a seal's ``DocumentSigner``. ADR 0080 says why
we lay it out and encode it ourselves: ``pdf.signature_placeholder`` and ``pdf.cms`` do.
"""

import asyncio
import hashlib
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from cryptography import x509
from cryptography.hazmat.asn1 import encode_der
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.x509.oid import NameOID

from attestation.errors import DocumentError, SigningError
from attestation.signer import Signer
from issuer.document.time_authority import TimeAuthority
from pdf.cms import digest_name, message_of, signed_attributes, signed_data
from pdf.document_signer import DocumentSigner, SignatureAlgorithm
from pdf.signature_placeholder import leave_place

REASON = "Attestation de fréquentation"
_HALF = 32  # bytes of r, and of s, on P-256
_DER_INTEGER = 3  # tag, length, and a zero before a high bit (X.690 §8.3)


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
        seal: signs instead of ``signer`` if the organisation has one.
        authority: dates the signature, which is then B-T and not B-B.

    Raises:
        TimestampError: the authority gave no timestamp.
        DocumentError: ``pdf`` is no page of ours.
        SigningError: the signer refused, or its signature does not fit.
    """
    seal = seal or IssuingSeal(signer)
    digest = digest_name(seal.algorithm)
    token_room = asyncio.run(authority.room()) if authority else 0
    try:
        place = leave_place(
            pdf,
            at=at,
            name=_organisation(seal.certificate),
            reason=REASON,
            room=_room(seal.algorithm, seal.certificate, *seal.chain, token=token_room),
        )
    except ValueError as error:
        raise DocumentError("ce qui devait être signé n’est pas une page d’ici") from error
    try:
        attributes = signed_attributes(place.digest(digest), seal.certificate)
        signature = seal.sign_document(message_of(attributes))
        token = _token(authority, signature, digest) if authority else None
        cms = signed_data(
            attributes,
            signature,
            algorithm=seal.algorithm,
            certificate=seal.certificate,
            chain=seal.chain,
            token=token,
        )
        return place.fill(cms)
    except ValueError as error:
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


def _token(authority: TimeAuthority, signature: bytes, digest: str) -> bytes:
    """Return a timestamp token over the signature (RFC 3161 appendix A)."""
    imprint = hashlib.new(digest, signature).digest()
    token: bytes = asyncio.run(authority.async_timestamp(imprint, digest)).dump()
    return token


@lru_cache(maxsize=8)  # of keys in use, one
def _organisation(certificate: x509.Certificate) -> str | None:
    """Return the signer's name for the signature dictionary: the subject's organisation."""
    names = certificate.subject.get_attributes_for_oid(NameOID.ORGANIZATION_NAME)
    return str(names[0].value) if names else None


@lru_cache(maxsize=8)
def _room(
    algorithm: SignatureAlgorithm,
    certificate: x509.Certificate,
    *chain: x509.Certificate,
    token: int,
) -> int:
    """Return the bytes of the largest CMS, the same for every document of a key.

    Each byte of the place is two in the file, whatever fills it: what is not needed is not kept.
    """
    key = certificate.public_key()
    if isinstance(key, RSAPublicKey):
        size = key.key_size // 8
    else:  # a sequence of two integers (RFC 5753 §7.2)
        number = key.key_size // 8 if isinstance(key, EllipticCurvePublicKey) else _HALF
        size = 2 * (number + _DER_INTEGER) + _DER_INTEGER
    digest = bytes(hashlib.new(digest_name(algorithm)).digest_size)
    largest = signed_data(
        signed_attributes(digest, certificate),
        bytes(size),
        algorithm=algorithm,
        certificate=certificate,
        chain=chain,
        token=encode_der(bytes(token)) if token else None,
    )
    return len(largest)
