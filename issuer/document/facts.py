"""What one document says: the certified facts, the sessions, and the credential that proves it."""

from dataclasses import dataclass
from datetime import date, timedelta

from attestation.facts import Attestation
from attestation.formats.qr_text import QrText
from issuer.settings.document_language import DocumentLanguage
from issuer.settings.regime import InFourLanguages


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionLine:
    """One session of the module, as the page lists it."""

    day: date
    theme: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PartOfModule:
    """How much of the module was followed, where it was not the whole."""

    followed: int | None
    """Sessions; None where only the hours are known, as for earlier attestations."""
    sessions: int
    """All that the module had."""
    held: timedelta
    """Their hours."""
    required_percent: int | None
    """Share of the sessions that the organisation asked for; None where it was not kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentFacts:
    """All that a page shows about one attestation; sent as a whole to a drawing process."""

    attestation: Attestation
    sessions: tuple[SessionLine, ...]
    """Those that the person followed, in the order of the module."""
    credential: bytes
    """Attached to the PDF as it is."""
    qr_text: QrText
    """The same credential behind the verifier's address, as the QR symbol holds it."""
    part: PartOfModule | None = None
    """None for a person who followed every session."""
    regime_sentence: InFourLanguages | None = None
    """What the organisation prints of the regime that was in force; None without one."""
    language: DocumentLanguage = DocumentLanguage.FR
