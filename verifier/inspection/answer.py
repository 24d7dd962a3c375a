"""What the child process answers: plain values, written as JSON.

JSON and not pickle, because the file may have taken the child over. Its answer can describe the
file wrongly and can do nothing else. ``answer_reader`` reads it back.
"""

import json
from dataclasses import asdict, dataclass

from attestation.verdict.reasons import Gap, Obstacle


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """A run of visible text without a space, and its box in points.

    Along the text, whichever way the page is turned: to the right as one reads, and downwards.
    """

    text: str
    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What one page of a PDF, or an image, shows."""

    symbols: tuple[str, ...]
    """The texts of the QR codes found."""
    words: tuple[Word, ...] = ()
    """Visible text in the order of the page's content; empty for an image."""
    is_legible: bool = True
    """False if much of the text has no meaning outside its font, so that it contradicts nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PdfSignature:
    """One signature that a PDF file carries."""

    certificates: tuple[str, ...]
    """SHA-256 of each embedded certificate's DER, in hex."""
    public_keys: tuple[str, ...]
    """SHA-256 of each embedded certificate's SubjectPublicKeyInfo, in hex."""
    is_broken: bool
    """Emptied, unreadable, or made over other bytes than the file has."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspection:
    """Everything that was found in a file; none of it is verified."""

    pages: tuple[Page, ...]
    attachments: tuple[bytes, ...] = ()
    """Those that are short and begin as a COSE_Sign1 does."""
    signatures: tuple[PdfSignature, ...] = ()

    __pydantic_config__ = {"val_json_bytes": "hex"}  # noqa: RUF012  for answer_reader


@dataclass(frozen=True, slots=True, kw_only=True)
class NotInspectable:
    """The file could not be looked into."""

    reason: Gap | Obstacle
    signatures: tuple[PdfSignature, ...] = ()
    """What a search of the bytes found all the same."""


Answer = Inspection | NotInspectable


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """The one JSON object that the child writes: exactly one of the two is there."""

    inspection: Inspection | None = None
    nothing: NotInspectable | None = None


def encode_answer(answer: Answer) -> bytes:
    """Write ``answer`` as JSON."""
    if isinstance(answer, Inspection):
        message = Message(inspection=answer)
    else:
        message = Message(nothing=answer)
    return json.dumps(asdict(message), default=bytes.hex).encode()
