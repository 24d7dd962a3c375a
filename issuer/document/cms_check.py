"""The PDF signature read back: its ByteRange, its digest, and the CMS that signs it.

Only the bytes count; nothing that the writer knew is used.
"""

import hashlib
import re
from typing import TypeVar

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, SECP384R1, EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.x509 import ObjectIdentifier

from attestation.errors import SigningError
from pdf.cms import (
    MESSAGE_DIGEST,
    SIGNING_CERTIFICATE,
    Attributes,
    SigningCertificate,
    message_of,
    read_signer,
)

_BYTE_RANGE = re.compile(rb"/ByteRange ?\[ ?(\d{1,10}) +(\d{1,10}) +(\d{1,10}) +(\d{1,10}) *\]")
_Value = TypeVar("_Value")
_SUB_FILTER = b"/SubFilter /ETSI.CAdES.detached"


def check_signature(pdf: bytes, *, certificate: x509.Certificate) -> None:
    """Accept one signature that covers all of ``pdf`` but itself, made by ``certificate``.

    Raises:
        SigningError: anything else.
    """
    signed, contents = _split(pdf)
    try:
        signer = read_signer(contents)
        digest = _value(signer.signed, MESSAGE_DIGEST, bytes)
        named = _value(signer.signed, SIGNING_CERTIFICATE, SigningCertificate).certificates[0].hash
    except (ValueError, IndexError) as error:
        raise SigningError("la signature du document est illisible") from error
    key = certificate.public_key()
    is_p384 = isinstance(key, EllipticCurvePublicKey) and isinstance(key.curve, SECP384R1)
    hash_ = hashes.SHA384() if is_p384 else hashes.SHA256()
    if digest != hashlib.new(hash_.name, signed).digest():
        raise SigningError("le document n’est pas celui dont l’empreinte a été signée")
    if named != certificate.fingerprint(hashes.SHA256()):
        raise SigningError("la signature du document nomme un autre certificat")
    message = message_of(signer.signed)
    try:
        match key:
            case EllipticCurvePublicKey():
                key.verify(signer.signature, message, ECDSA(hash_))
            case RSAPublicKey():
                key.verify(signer.signature, message, PKCS1v15(), hash_)
            case _:
                raise SigningError("la clé du certificat n’est ni elliptique ni RSA")
    except InvalidSignature as error:
        raise SigningError("la signature du document n’est pas bonne") from error


def _value(attributes: Attributes, type_: ObjectIdentifier, value: type[_Value]) -> _Value:
    """Return the one value of the one attribute of a type."""
    (attribute,) = (one for one in attributes.as_list() if one.type == type_)
    (der,) = attribute.values.as_list()
    parsed: _Value = der.parse(value)
    return parsed


def _split(pdf: bytes) -> tuple[bytes, bytes]:
    """Part ``pdf`` into the bytes that are signed and the DER of the signature."""
    ranges = _BYTE_RANGE.findall(pdf)
    if len(ranges) != 1 or pdf.count(_SUB_FILTER) != 1:
        raise SigningError("le document n’a pas une et une seule signature PAdES")
    start, first_length, second, second_length = map(int, ranges[0])
    hole = pdf[first_length:second]
    if start != 0 or second + second_length != len(pdf) or hole[:1] + hole[-1:] != b"<>":
        raise SigningError("la signature ne couvre pas tout le document")
    try:
        return pdf[:first_length] + pdf[second:], bytes.fromhex(hole[1:-1].decode("ascii"))
    except ValueError as error:
        raise SigningError("la signature du document n’est pas hexadécimale") from error
