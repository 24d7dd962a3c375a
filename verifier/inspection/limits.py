"""The limits of inspecting one file."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Bounds for each file; ADR 0020 says where they come from."""

    file_bytes: int = 10_000_000
    """An issued document has at most 60 KB; a scan of it at 600 dpi in colour fits."""
    image_pixels: int = 40_000_000
    """A4 at 600 dpi is 35 megapixels; telephones' largest useful mode is 50, most give 12."""
    seconds: int = 10
    """By the clock on the wall: an officer waits no longer."""
    memory_bytes: int = 512 * (1 << 20)
    pages: int = 20
    """A file of a dossier; an attestation has one page."""
    characters: int = 60_000
    """Of text, over all pages."""
    attachments: int = 20
    signatures: int = 20
    symbols: int = 40
    """QR codes, over all pages."""
    answer_bytes: int = 8_000_000
    """What the child may answer: every word of a full text layer with its place."""
