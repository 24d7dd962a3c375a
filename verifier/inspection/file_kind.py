"""The kind of a file by its content; its name and declared type do not count."""

from enum import Enum

_PDF_HEADER = b"%PDF-"
_PDF_HEADER_WITHIN = 1024  # ISO 32000-1, annex H.3.4.1, note 13: what readers accept
# ISO/IEC 23008-12, annex B: still pictures in HEVC; telephones put "mif1" or "heic" first.
_HEIC_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis"})
_MOST_BRANDS = 32
_PNG, _JPEG = b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"


class FileKind(Enum):
    """The kinds that can be looked into."""

    PDF = "pdf"
    IMAGE = "image"
    HEIC = "heic"


def file_kind(data: bytes) -> FileKind | None:
    """Recognise a PDF or an image; None for anything else.

    A file that is both looks different in different programs, so it is neither.
    """
    is_pdf = _PDF_HEADER in data[:_PDF_HEADER_WITHIN]
    is_webp = data.startswith(b"RIFF") and data[8:12] == b"WEBP"
    is_image = is_webp or data.startswith((_PNG, _JPEG))
    kinds = {FileKind.PDF: is_pdf, FileKind.IMAGE: is_image, FileKind.HEIC: _is_heic(data)}
    match [kind for kind, is_it in kinds.items() if is_it]:
        case [kind]:
            return kind
        case _:
            return None


def _is_heic(data: bytes) -> bool:
    """Read the brands of a file type box (ISO/IEC 14496-12 §4.3)."""
    if data[4:8] != b"ftyp":
        return False
    end = min(int.from_bytes(data[:4], "big"), 4 * _MOST_BRANDS)
    brands = {data[8:12], *(data[start : start + 4] for start in range(16, end, 4))}
    return not brands.isdisjoint(_HEIC_BRANDS)
