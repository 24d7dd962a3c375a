"""The CMS of a PDF signature: RFC 5652 declared, and the few attributes of PAdES.

The same for what the issuer's key signs and for a verifier's receipts: one encoding of each.

Declared for ``cryptography``'s DER encoder, which takes 30 microseconds where asn1crypto takes
10,000. It refuses what is not DER, and puts the elements of a SET OF in their order.
"""

from collections.abc import Sequence
from typing import Annotated

from cryptography import x509
from cryptography.hazmat import asn1
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.x509 import ObjectIdentifier

from pdf.document_signer import SignatureAlgorithm

SIGNED_DATA = ObjectIdentifier("1.2.840.113549.1.7.2")  # RFC 5652 §5.1
CONTENT_TYPE = ObjectIdentifier("1.2.840.113549.1.9.3")  # §11.1
MESSAGE_DIGEST = ObjectIdentifier("1.2.840.113549.1.9.4")  # §11.2
SIGNING_CERTIFICATE = ObjectIdentifier("1.2.840.113549.1.9.16.2.47")  # v2: RFC 5035 §3
_TIMESTAMP = ObjectIdentifier("1.2.840.113549.1.9.16.2.14")  # RFC 3161 appendix A
_DATA = ObjectIdentifier("1.2.840.113549.1.7.1")  # RFC 5652 §4
_VERSION = 1  # §5.1 and §5.3: no attribute certificates, the signer by issuer and serial number
_HEAD = b"\x30\x82"  # X.690 §8.1.3.5: a sequence whose length has two bytes

_DIGESTS = {  # RFC 5754 §2
    "sha256": ObjectIdentifier("2.16.840.1.101.3.4.2.1"),
    "sha384": ObjectIdentifier("2.16.840.1.101.3.4.2.2"),
}
_SIGNATURES: dict[SignatureAlgorithm, ObjectIdentifier] = {  # RFC 5754 §3
    "sha256_rsa": ObjectIdentifier("1.2.840.113549.1.1.11"),
    "sha256_ecdsa": ObjectIdentifier("1.2.840.10045.4.3.2"),
    "sha384_ecdsa": ObjectIdentifier("1.2.840.10045.4.3.3"),
}


@asn1.sequence
class _AlgorithmIdentifier:
    algorithm: ObjectIdentifier
    parameters: asn1.Null | None


@asn1.sequence
class Attribute:
    """RFC 5652 §5.3."""

    type: ObjectIdentifier
    values: asn1.SetOf[asn1.TLV]


@asn1.sequence
class _EncapsulatedContent:
    """Nothing: the signature is apart from what it signs."""

    type: ObjectIdentifier


@asn1.sequence
class _IssuerAndSerialNumber:
    issuer: asn1.TLV
    serial_number: int


@asn1.sequence
class SignerInfo:
    """RFC 5652 §5.3."""

    version: int
    signer: _IssuerAndSerialNumber
    digest_algorithm: _AlgorithmIdentifier
    signed: Annotated[asn1.SetOf[Attribute], asn1.Implicit(0)]
    signature_algorithm: _AlgorithmIdentifier
    signature: bytes
    unsigned: Annotated[asn1.SetOf[Attribute] | None, asn1.Implicit(1)]


@asn1.sequence
class _SignedData:
    version: int
    digest_algorithms: asn1.SetOf[_AlgorithmIdentifier]
    content: _EncapsulatedContent
    certificates: Annotated[asn1.SetOf[x509.Certificate], asn1.Implicit(0)]
    signers: asn1.SetOf[SignerInfo]


@asn1.sequence
class _ContentInfo:
    type: ObjectIdentifier
    content: Annotated[_SignedData, asn1.Explicit(0)]


@asn1.sequence
class CertificateId:
    """RFC 5035 §4; the hash is SHA-256, its default, and the serial number is left out."""

    hash: bytes


@asn1.sequence
class SigningCertificate:
    """RFC 5035 §3."""

    certificates: list[CertificateId]


@asn1.sequence
class _Alone:
    attributes: asn1.SetOf[Attribute]


Attributes = asn1.SetOf[Attribute]


def digest_name(algorithm: SignatureAlgorithm) -> str:
    """Return the name of the digest that a signature algorithm goes with."""
    return algorithm.partition("_")[0]


def signed_attributes(digest: bytes, certificate: x509.Certificate) -> Attributes:
    """Return what PAdES has signed: no signing-time (ETSI EN 319 142-1, table 1)."""
    certificate_id = CertificateId(hash=certificate.fingerprint(SHA256()))
    named = SigningCertificate(certificates=[certificate_id])
    return asn1.SetOf(
        [
            _attribute(CONTENT_TYPE, asn1.encode_der(_DATA)),
            _attribute(MESSAGE_DIGEST, asn1.encode_der(digest)),
            _attribute(SIGNING_CERTIFICATE, asn1.encode_der(named)),
        ]
    )


def message_of(attributes: Attributes) -> bytes:
    """Return the bytes that are signed: the attributes as a SET OF of their own (RFC 5652 §5.4)."""
    return bytes(_tlv(asn1.encode_der(_Alone(attributes=attributes))).data)


def signed_data(
    attributes: Attributes,
    signature: bytes,
    *,
    algorithm: SignatureAlgorithm,
    certificate: x509.Certificate,
    chain: Sequence[x509.Certificate] = (),
    token: bytes | None = None,
) -> bytes:
    """Put a signature together with all that is needed to check it.

    Args:
        attributes: what was signed.
        signature: over ``message_of(attributes)``.
        algorithm: of the signature.
        certificate: of the key that signed.
        chain: the certificates above it that go along.
        token: a timestamp over ``signature``, DER.
    """
    digest = _AlgorithmIdentifier(algorithm=_DIGESTS[digest_name(algorithm)], parameters=None)
    # RFC 5754 §3.2: RSA has the parameter NULL; §3.3: ECDSA has none.
    null = asn1.Null() if algorithm == "sha256_rsa" else None
    info = SignerInfo(
        version=_VERSION,
        signer=_IssuerAndSerialNumber(
            issuer=_tlv(certificate.issuer.public_bytes()),
            serial_number=certificate.serial_number,
        ),
        digest_algorithm=digest,
        signed=attributes,
        signature_algorithm=_AlgorithmIdentifier(algorithm=_SIGNATURES[algorithm], parameters=null),
        signature=signature,
        unsigned=None if token is None else asn1.SetOf([_attribute(_TIMESTAMP, token)]),
    )
    content = _SignedData(
        version=_VERSION,
        digest_algorithms=asn1.SetOf([digest]),
        content=_EncapsulatedContent(type=_DATA),
        certificates=asn1.SetOf([certificate, *chain]),
        signers=asn1.SetOf([info]),
    )
    return asn1.encode_der(_ContentInfo(type=SIGNED_DATA, content=content))


def read_signer(der: bytes) -> SignerInfo:
    """Read a CMS in a place that may be longer than it; give who signed, and what.

    Raises:
        ValueError: it is not signed data of one signer in DER.
    """
    length = len(_HEAD) + 2 + int.from_bytes(der[len(_HEAD) : len(_HEAD) + 2])
    if not der.startswith(_HEAD) or der[length:].strip(b"\0"):
        raise ValueError("not a sequence of 256 to 65535 bytes, and zeros")
    (signer,) = asn1.decode_der(_ContentInfo, der[:length]).content.signers.as_list()
    return signer


def _attribute(type_: ObjectIdentifier, value: bytes) -> Attribute:
    return Attribute(type=type_, values=asn1.SetOf([_tlv(value)]))


def _tlv(der: bytes) -> asn1.TLV:
    return asn1.decode_der(asn1.TLV, der)
