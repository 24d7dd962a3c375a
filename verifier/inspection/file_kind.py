"""What a file is, by its content; its name and the browser's word for it count for nothing."""

from enum import Enum

_PDF_HEADER = b"%PDF-"
_PDF_HEADER_WITHIN = 1024  # ISO 32000-1, annex H.3.4.1, note 13: what readers accept
_PNG, _JPEG = b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"


class FileKind(Enum):
    """The kinds that can be looked into."""

    PDF = "pdf"
    IMAGE = "image"


def file_kind(data: bytes) -> FileKind | None:
    """Recognise a PDF or an image; None for anything else.

    A file that is both shows one thing here and another elsewhere, so it is neither.
    """
    is_pdf = _PDF_HEADER in data[:_PDF_HEADER_WITHIN]
    is_webp = data.startswith(b"RIFF") and data[8:12] == b"WEBP"
    is_image = is_webp or data.startswith((_PNG, _JPEG))
    if is_pdf == is_image:
        return None
    return FileKind.PDF if is_pdf else FileKind.IMAGE
