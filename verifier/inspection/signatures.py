"""The signatures that a PDF file carries: by whose certificates, and whether they are whole.

No certificate is trusted here and no signature clears anything: a file is an original by its
digest alone. What counts is that a file which still carries the issuer's signature, and yet is
not what the issuer signed, was changed.
"""

import re
from collections.abc import Iterable, Iterator
from hashlib import sha256

from asn1crypto import x509

from verifier.inspection.answer import PdfSignature
from verifier.inspection.cms_integrity import is_intact

# A string in hex, long enough for a CMS SignedData with a certificate.
_HEX_STRING = re.compile(rb"<([0-9A-Fa-f\s]{600,200000})>")
_MAX_HEX_STRINGS = 50
_MAX_CERTIFICATES = 20
# DER: a SEQUENCE whose first element is a SEQUENCE, both with lengths of two bytes. Every
# certificate begins so, and can be cut out of a container that is itself damaged.
_CERTIFICATE_HEAD = re.compile(rb"\x30\x82(..)\x30\x82", re.DOTALL)


def signature_of(
    contents: bytes, *, byte_range: tuple[int, ...], sub_filter: str, file: bytes
) -> PdfSignature:
    """Describe one signature dictionary of ``file`` (ISO 32000-1, 12.8.1)."""
    certificates = tuple(certificates_in(contents))
    is_whole = certificates and is_intact(
        contents, byte_range=byte_range, sub_filter=sub_filter, file=file
    )
    return _describe(certificates, is_broken=not is_whole)


def signatures_in_bytes(file: bytes) -> tuple[PdfSignature, ...]:
    """Find signatures by their bytes, whatever the file's structure says or no longer says."""
    found = []
    for number, match in enumerate(_HEX_STRING.finditer(file)):
        if number == _MAX_HEX_STRINGS:
            break
        digits = b"".join(match[1].split())
        contents = bytes.fromhex(digits[: len(digits) & ~1].decode("ascii"))
        if certificates := tuple(certificates_in(contents)):
            found.append(_describe(certificates, is_broken=False))
    return tuple(dict.fromkeys(found))


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


def _describe(certificates: Iterable[bytes], *, is_broken: bool) -> PdfSignature:
    keys = (_public_key_in(certificate) for certificate in certificates)
    return PdfSignature(
        certificates=tuple(sha256(certificate).hexdigest() for certificate in certificates),
        public_keys=tuple(sha256(key).hexdigest() for key in keys if key is not None),
        is_broken=is_broken,
    )


def _public_key_in(candidate: bytes) -> bytes | None:
    """Give the SubjectPublicKeyInfo if ``candidate`` is a certificate."""
    try:
        certificate = x509.Certificate.load(candidate, strict=True)
        key: bytes = certificate["tbs_certificate"]["subject_public_key_info"].dump()
    # asn1crypto lets ValueError, TypeError, KeyError and more out on bytes of another shape.
    except Exception:
        return None
    return key
