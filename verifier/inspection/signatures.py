"""The signatures that a PDF file carries: by whose certificates, and whether they are whole.

No certificate is trusted here and no signature makes an original, which only a digest does. But a
file that still carries the issuer's signature and is not an original was changed.
"""

import re
from collections.abc import Iterator
from hashlib import sha256
from itertools import islice

from asn1crypto import x509

from verifier.inspection.answer import PdfSignature
from verifier.inspection.cms_integrity import is_intact

# A string in hex, long enough for a certificate; it need not end, as a file can be cut short.
_HEX_STRING = re.compile(rb"<([0-9A-Fa-f\s]{600,200000})")
# A signature's contents: a DER SEQUENCE, as every CMS SignedData is one.
_CONTENTS = re.compile(rb"/Contents\s*<(\s*308[0-4][0-9A-Fa-f\s]{,200000})")
SIGNATURE_WORD = b"/ByteRange"
"""Stands in every file with a signature that can be judged: a signer must know where it lies."""
_BYTE_RANGE = re.compile(rb"/ByteRange(?:\s*\[((?:\s*\d{1,10}){4})\s*\])?")
_SUB_FILTER = re.compile(rb"/SubFilter\s*/(?:ETSI|adbe)\.")
_MAX_FOUND = 50
_MAX_CERTIFICATES = 20
# DER: a SEQUENCE whose first element is a SEQUENCE, both with lengths of two bytes. Every
# certificate begins so, and can be cut out of a container that is itself damaged.
_CERTIFICATE_HEAD = re.compile(rb"\x30\x82(..)\x30\x82", re.DOTALL)
_BROKEN = PdfSignature(certificates=(), public_keys=(), is_broken=True)


def signature_of(contents: bytes, *, byte_range: tuple[int, ...], file: bytes) -> PdfSignature:
    """Describe one signature dictionary of ``file`` (ISO 32000-1, 12.8.1)."""
    certificates = tuple(certificates_in(contents))
    is_whole = certificates and is_intact(contents, byte_range=byte_range, file=file)
    return _describe(certificates, is_broken=not is_whole)


def signatures_in_bytes(file: bytes) -> tuple[PdfSignature, ...]:
    """Find signatures by their bytes, whatever the file's structure says or no longer says."""
    ranges = list(islice(_BYTE_RANGE.finditer(file), _MAX_FOUND))
    found = [_signature_around(match, file) for match in ranges]
    # Dictionaries of which the byte range is gone, or leads elsewhere.
    if sum(1 for _ in islice(_SUB_FILTER.finditer(file), _MAX_FOUND)) > len(ranges):
        found.append(_BROKEN)
    gaps = {first + length for first, length, *_ in byte_ranges_in(file)}
    for match in islice(_CONTENTS.finditer(file), _MAX_FOUND):
        if match.start(1) - 1 not in gaps:
            found.append(_describe(tuple(certificates_in(_from_hex(match[1]))), is_broken=True))
    for match in islice(_HEX_STRING.finditer(file), _MAX_FOUND):
        if certificates := tuple(certificates_in(_from_hex(match[1]))):
            found.append(_describe(certificates, is_broken=False))
    return tuple(dict.fromkeys(found))


def byte_ranges_in(file: bytes) -> frozenset[tuple[int, ...]]:
    """Return the byte ranges that ``signatures_in_bytes`` looks at."""
    matches = islice(_BYTE_RANGE.finditer(file), _MAX_FOUND)
    return frozenset(_numbers(match[1]) for match in matches if match[1] is not None)


def _signature_around(match: re.Match[bytes], file: bytes) -> PdfSignature:
    """Describe the signature with this byte range; its contents are in the gap."""
    if match[1] is None:
        return _BROKEN
    byte_range = _numbers(match[1])
    gap = file[byte_range[0] + byte_range[1] : byte_range[2]]
    return signature_of(_from_hex(gap.strip(b"<>")), byte_range=byte_range, file=file)


def _numbers(text: bytes) -> tuple[int, ...]:
    return tuple(int(number) for number in text.split())


def _from_hex(digits: bytes) -> bytes:
    """Read a string in hex as far as it is one."""
    digits = b"".join(digits.split())
    try:
        return bytes.fromhex(digits[: len(digits) & ~1].decode("ascii"))
    except ValueError:
        return b""


def certificates_in(contents: bytes) -> Iterator[bytes]:
    """Cut the DER of the certificates out of ``contents``, which need not be whole."""
    place = 0
    for _ in range(_MAX_CERTIFICATES):
        head = _CERTIFICATE_HEAD.search(contents, place)
        if head is None:
            return
        candidate = contents[head.start() : head.start() + 4 + int.from_bytes(head[1], "big")]
        if _public_key_in(candidate) is None:
            place = head.start() + 1
        else:
            yield candidate
            place = head.start() + len(candidate)


def _describe(certificates: tuple[bytes, ...], *, is_broken: bool) -> PdfSignature:
    keys = (_public_key_in(certificate) for certificate in certificates)
    return PdfSignature(
        certificates=tuple(sha256(certificate).hexdigest() for certificate in certificates),
        public_keys=tuple(sha256(key).hexdigest() for key in keys if key is not None),
        is_broken=is_broken,
    )


def _public_key_in(candidate: bytes) -> bytes | None:
    """Return the SubjectPublicKeyInfo if ``candidate`` is a certificate."""
    try:
        certificate = x509.Certificate.load(candidate, strict=True)
        key: bytes = certificate["tbs_certificate"]["subject_public_key_info"].dump()
    # asn1crypto lets ValueError, TypeError, KeyError and more out on bytes of another shape.
    except Exception:
        return None
    return key
