"""The PDF signature read back: its ByteRange, its digest, and the CMS that signs it.

Apart from pyHanko, which wrote it: two programs that agree say more than one.
"""

import hashlib
import re

from asn1crypto import cms
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, SECP384R1, EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import Encoding

from attestation.errors import SigningError

_BYTE_RANGE = re.compile(rb"/ByteRange ?\[ ?(\d{1,10}) +(\d{1,10}) +(\d{1,10}) +(\d{1,10}) *\]")
_SUB_FILTER = b"/SubFilter /ETSI.CAdES.detached"


def check_signature(pdf: bytes, *, certificate: x509.Certificate) -> None:
    """Accept one signature that covers all of ``pdf`` but itself, made by ``certificate``.

    Raises:
        SigningError: anything else.
    """
    signed, contents = _split(pdf)
    try:
        signed_data = cms.ContentInfo.load(contents, strict=False)["content"]
        (signer_info,) = signed_data["signer_infos"]
        attributes = {a["type"].native: a["values"] for a in signer_info["signed_attrs"]}
        digest = attributes["message_digest"][0].native
        named = attributes["signing_certificate_v2"][0]["certs"][0]
        named_by, named_with = (
            named["cert_hash"].native,
            named["hash_algorithm"]["algorithm"].native,
        )
        # RFC 5652 §5.4: signed as a SET OF, though sent with an implicit tag.
        message = signer_info["signed_attrs"].untag().dump()
        signature = signer_info["signature"].native
    except (ValueError, TypeError, KeyError, IndexError) as error:
        raise SigningError("la signature du document est illisible") from error
    key = certificate.public_key()
    is_p384 = isinstance(key, EllipticCurvePublicKey) and isinstance(key.curve, SECP384R1)
    hash_ = hashes.SHA384() if is_p384 else hashes.SHA256()
    if digest != hashlib.new(hash_.name, signed).digest():
        raise SigningError("le document n’est pas celui dont l’empreinte a été signée")
    if named_by != hashlib.new(named_with, certificate.public_bytes(Encoding.DER)).digest():
        raise SigningError("la signature du document nomme un autre certificat")
    try:
        match key:
            case EllipticCurvePublicKey():
                key.verify(signature, message, ECDSA(hash_))
            case RSAPublicKey():
                key.verify(signature, message, PKCS1v15(), hash_)
            case _:
                raise SigningError("la clé du certificat n’est ni elliptique ni RSA")
    except InvalidSignature as error:
        raise SigningError("la signature du document n’est pas bonne") from error


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
