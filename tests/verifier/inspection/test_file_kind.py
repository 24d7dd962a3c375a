"""The kind of a file is told by its content."""

import pytest

from verifier.inspection.file_kind import FileKind, file_kind


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"%PDF-1.7", FileKind.PDF),
        (b"\n" * 1000 + b"%PDF-1.7", FileKind.PDF),
        (b"\n" * 1024 + b"%PDF-1.7", None),
        (b"\x89PNG\r\n\x1a\n", FileKind.IMAGE),
        (b"\xff\xd8\xff\xe0", FileKind.IMAGE),
        (b"RIFF\0\0\0\0WEBPVP8 ", FileKind.IMAGE),
        (b"RIFF\0\0\0\0WAVE", None),
        (b"\xff\xd8\xff\xe0 %PDF-1.7", None),
        (b"", None),
    ],
)
def test_kind_is_told_by_content(data: bytes, kind: FileKind | None) -> None:
    assert file_kind(data) is kind


@pytest.mark.parametrize(
    ("start", "kind"),
    [
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", FileKind.HEIC),
        (b"\0\0\0\x18ftypmif1\0\0\0\0mif1heix", FileKind.HEIC),
        (b"\0\0\0\x14ftypmif1\0\0\0\0mif1heic", None),  # beyond the end of the box
        (b"\0\0\0\x18ftypavif\0\0\0\0mif1avif", None),
        (b"\0\0\0\x18ftypisom\0\0\0\0mp42iso2", None),
        (b"\xff\xff\xff\xffftypmp42", None),
        (b"\0\0\0\x18ftypheic%PDF-1.7mif1heic", None),
    ],
)
def test_heic_is_told_by_its_brands(start: bytes, kind: FileKind | None) -> None:
    assert file_kind(start) is kind
