"""The signature's place in a page's file: one more revision, with a hole for the CMS.

The revision is laid out at once, because all bytes after the hole are known before it is filled
(ISO 32000-1 §7.5.6, §12.8.1). The page stays an exact prefix of the file.
"""

import hashlib
import re
from dataclasses import dataclass
from datetime import UTC, datetime

from pdf.file import PLAIN, cross_reference, text_string

FIELD_NAME = "Sceau"
_TAIL = re.compile(rb"startxref\n(\d+)\n%%EOF\n\Z")
_TAIL_BYTES = 40
# The first revision's alone: a later one would say /Prev.
_TRAILER = re.compile(
    rb"\d+ 0 obj\n<</Type /XRef /Size (?P<size>\d+) /W \[1 4 2\] /Root (?P<root>\d+) 0 R "
    rb"/Info (?P<info>\d+) 0 R /ID \[<(?P<id>\w+)> <\w+>\] /Index"
)
_PAGE = re.compile(rb"\n(\d+) 0 obj\n<</Type /Page /")
# ETSI EN 319 142-1 §5.3: the sub-filter below is of an extension to ISO 32000-1.
_EXTENSION = (
    "/Extensions <</ESIC <</Type /DeveloperExtensions /BaseVersion /1.7 /ExtensionLevel 1>>>>"
)
_PRINTED_LOCKED = 132  # table 165; PDF/A wants the first
_NO_CHANGES = 1  # table 254
_SIGNED_APPEND_ONLY = 3  # table 219
_BYTE_RANGE_WIDTH = 40  # its numbers are known when its length must be
_CONTENTS = b" /Contents "


@dataclass(frozen=True, slots=True, kw_only=True)
class SignaturePlace:
    """A file that waits for its signature."""

    before: bytes
    room: int
    """Hexadecimal digits."""
    after: bytes

    def digest(self, algorithm: str) -> bytes:
        """Hash all bytes but the hole."""
        signed = hashlib.new(algorithm, self.before)
        signed.update(self.after)
        return signed.digest()

    def fill(self, cms: bytes) -> bytes:
        """Return the signed file.

        Raises:
            ValueError: ``cms`` is larger than its place.
        """
        if 2 * len(cms) > self.room:
            raise ValueError("the signature is larger than its place")
        contents = cms.hex().upper().ljust(self.room, "0").encode("ascii")
        return b"".join((self.before, b"<", contents, b">", self.after))


def leave_place(
    pdf: bytes,
    *,
    at: datetime,
    room: int,
    field: str = FIELD_NAME,
    name: str | None = None,
    reason: str | None = None,
) -> SignaturePlace:
    """Append an invisible certification signature to a file of ours that has none.

    Args:
        pdf: from ``PdfFile``, with one page.
        at: claimed time of signing.
        room: of the CMS, in bytes.
        field: name of the signature's field.
        name: who signs, as viewers show it; None where the certificate names nobody.
        reason: why, same.

    Raises:
        ValueError: ``pdf`` is something else.
    """
    start, trailer = _read_trailer(pdf)
    size, root = int(trailer["size"]), int(trailer["root"])
    page_match = _PAGE.search(pdf)
    if page_match is None:
        raise ValueError("a file without a page")
    page = int(page_match[1])
    widget, signature, table = size, size + 1, size + 2
    catalog_entries = (
        f" /AcroForm <</Fields [{widget} 0 R] /SigFlags {_SIGNED_APPEND_ONLY}>> "
        f"/Perms <</DocMDP {signature} 0 R>> {_EXTENSION}"
    )
    # The rectangle is empty, because any forger can draw a picture of a seal (ADR 0080).
    widget_entries = (
        f"<</Type /Annot /Subtype /Widget /FT /Sig /T ({field}) /Rect [0 0 0 0] "
        f"/F {_PRINTED_LOCKED} /P {page} 0 R /V {signature} 0 R>>"
    )
    bodies = {
        root: _object(pdf, root)[:-2] + catalog_entries.encode("ascii") + b">>",
        page: _object(pdf, page)[:-2] + f" /Annots [{widget} 0 R]>>".encode("ascii"),
        widget: widget_entries.encode("ascii"),
    }
    added, offsets = bytearray(), {}
    for number, body in bodies.items():
        offsets[number] = len(pdf) + len(added)
        added += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    offsets[signature] = len(pdf) + len(added)
    said = "".join(
        f"/{key} {text_string(text)} "
        for key, text in (("Name", name), ("Reason", reason))
        if text is not None
    )
    head = (
        f"{signature} 0 obj\n<</Type /Sig /Filter /Adobe.PPKLite "
        f"/SubFilter /ETSI.CAdES.detached /M ({at.astimezone(UTC):D:%Y%m%d%H%M%SZ}) "
        f"{said}/Reference [<</Type /SigRef "
        f"/TransformMethod /DocMDP /TransformParams <</Type /TransformParams /P {_NO_CHANGES} "
        "/V /1.2>>>>] /ByteRange "
    ).encode("ascii")
    hole = offsets[signature] + len(head) + _BYTE_RANGE_WIDTH + len(_CONTENTS)
    behind_hole = hole + 2 * room + len("<>")
    behind_object = b">>\nendobj\n"
    offsets[table] = behind_hole + len(behind_object)
    identifier = hashlib.sha256(added + head).hexdigest()[:32]
    after = behind_object + cross_reference(
        table,
        {number: (PLAIN, offset, 0) for number, offset in offsets.items()},
        f"/Prev {start} /Root {root} 0 R /Info {trailer['info'].decode()} 0 R "
        f"/ID [<{trailer['id'].decode()}> <{identifier}>]",
    )
    byte_range = b"[0 %d %d %d]" % (hole, behind_hole, len(after))
    before = pdf + added + head + byte_range.ljust(_BYTE_RANGE_WIDTH) + _CONTENTS
    return SignaturePlace(before=before, room=2 * room, after=after)


def _read_trailer(pdf: bytes) -> tuple[int, re.Match[bytes]]:
    """Return where the cross-reference stream starts, and what it says."""
    tail = _TAIL.search(pdf, max(0, len(pdf) - _TAIL_BYTES))
    trailer = _TRAILER.match(pdf, int(tail[1])) if tail else None
    if tail is None or trailer is None:
        raise ValueError("not a file of ours, or signed before")
    return int(tail[1]), trailer


def _object(pdf: bytes, number: int) -> bytes:
    """Return the dictionary of an object that stands outside of the object stream."""
    start = pdf.index(b"\n%d 0 obj\n" % number) + len(b"\n%d 0 obj\n" % number)
    return pdf[start : pdf.index(b"\nendobj\n", start)]
