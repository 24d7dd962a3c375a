"""Photographs as telephones save them: HEIC, whole or in tiles, turned by a mark."""

from pathlib import Path

FOLDER = Path(__file__).parents[1] / "verifier" / "photographs"


def photograph(name: str) -> bytes:
    """Return a photograph of ``FOLDER``; its README says what each shows."""
    return (FOLDER / f"{name}.heic").read_bytes()


def qr_text() -> str:
    """Return the text of the QR code that most of the photographs show."""
    return (FOLDER / "qr.txt").read_text(encoding="ascii").strip()


def claiming(photograph: bytes, *, width: int, height: int) -> bytes:
    """Change the size that a photograph claims (the ``ispe`` property, ISO/IEC 23008-12 §6.5.3)."""
    place = photograph.index(b"ispe") + 8
    size = width.to_bytes(4, "big") + height.to_bytes(4, "big")
    return photograph[:place] + size + photograph[place + 8 :]
