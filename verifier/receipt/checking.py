"""Whether a file is a receipt that was made here, byte for byte.

No PDF is parsed. The signature is located, encoded anew from our own certificate, and compared.
There is one byte string for each signature, so a receipt with any changed byte is none.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding

from attestation.formats.cose import P256_ORDER
from attestation.verdict.verdicts import Finding, Unreadable
from pdf.cms import message_of, read_signer, signed_attributes, signed_data

MAX_RECEIPT_BYTES = 400_000
# As ``pdf.signature_placeholder`` writes them, and pyHanko, which signed receipts before it.
_BYTE_RANGE = re.compile(rb"/ByteRange \[0 (\d{1,6}) (\d{1,6}) (\d{1,6}) *\]")
_MADE_AT = re.compile(rb"/M \(D(?::|\\072)(\d{14})Z\)")
_CONTENTS = re.compile(rb"<([0-9A-F]{2,20000})>")


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenReceipt:
    """A file that is a receipt of ours, or that was one."""

    made_at: datetime | None
    """None where the file is not what was signed any more."""


def receipt_in(
    data: bytes, finding: Finding, *, certificates: Iterable[x509.Certificate]
) -> SeenReceipt | None:
    """Check whether a file in which no attestation was found is a receipt of ours.

    Args:
        data: the file.
        finding: of its check. Any verdict but "unreadable" takes
        precedence: test_receipt_never_hides_what_a_file_is.
        certificates: of the receipt keys of this verifier.
    """
    if not isinstance(finding.verdict, Unreadable):
        return None
    digits = data.lower()
    for certificate in certificates:
        if certificate.public_bytes(Encoding.DER).hex().encode("ascii") in digits:
            return SeenReceipt(made_at=_made_at(data, certificate))
    return None


def _made_at(data: bytes, certificate: x509.Certificate) -> datetime | None:
    """Return when a receipt was signed, if every byte of it is what was signed."""
    if len(data) > MAX_RECEIPT_BYTES:
        return None
    ranges, times = _BYTE_RANGE.findall(data), _MADE_AT.findall(data)
    if len(ranges) != 1 or len(times) != 1:
        return None
    first, second, length = (int(number) for number in ranges[0])
    hole = _CONTENTS.fullmatch(data[first:second])
    if second + length != len(data) or hole is None:
        return None
    digest = sha256(data[:first] + data[second:]).digest()
    if not _is_signed(hole[1], digest, certificate):
        return None
    return datetime.strptime(times[0].decode("ascii"), "%Y%m%d%H%M%S").replace(tzinfo=UTC)


def _is_signed(contents: bytes, digest: bytes, certificate: x509.Certificate) -> bool:
    key = certificate.public_key()
    if not isinstance(key, EllipticCurvePublicKey):
        return False
    attributes = signed_attributes(digest, certificate)
    try:
        signature = read_signer(bytes.fromhex(contents.decode("ascii"))).signature
        _, s = decode_dss_signature(signature)
        key.verify(signature, message_of(attributes), ECDSA(hashes.SHA256()))
    except (ValueError, InvalidSignature):
        return False
    expected = signed_data(attributes, signature, algorithm="sha256_ecdsa", certificate=certificate)
    return s <= P256_ORDER // 2 and contents == expected.hex().upper().encode().ljust(
        len(contents), b"0"
    )
