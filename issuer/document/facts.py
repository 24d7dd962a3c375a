"""What one document says: the certified facts, the sessions, and the credential that proves it."""

from dataclasses import dataclass
from datetime import date

from attestation.facts import Attestation
from attestation.formats.qr_text import QrText


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionLine:
    """One session of the module, as the page lists it."""

    day: date
    theme: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentFacts:
    """All that a page shows about one attestation; it travels whole to a drawing process."""

    attestation: Attestation
    sessions: tuple[SessionLine, ...]
    """In the order of the module."""
    credential: bytes
    """Attached to the PDF as it is."""
    qr_text: QrText
    """The same credential behind the verifier's address, as the QR symbol holds it."""
