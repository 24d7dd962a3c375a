"""The seven verdicts: a closed set of values, to ``match`` on and end with ``assert_never``.

The set and the meaning of each are the project's public contract; see docs/format.md.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import ClassVar, Literal, NoReturn

from attestation.code import Code
from attestation.facts import Attestation
from attestation.formats.credential import Credential
from attestation.recognition import IssuerRecord
from attestation.regime import RegimeRecords
from attestation.verdict.comparison_results import Comparison, Identical
from attestation.verdict.reasons import Gap, Obstacle

VerdictName = Literal[
    "genuine", "replaced", "withdrawn", "altered", "not_ours", "unreadable", "cannot_check"
]


class LookedAt(StrEnum):
    """What a verdict is about, beside the verdict."""

    ORIGINAL = "original"
    """The file is, byte for byte, what was issued."""
    COPY = "copy"
    """A scan, photo, print, QR text or code, which proves only what the screen shows."""


class Contradiction(StrEnum):
    """What a paper or file says otherwise than what was signed."""

    HOLDER = "holder"
    BIRTH_DATE = "birth-date"
    NUMBER = "number"
    SESSIONS = "sessions"
    """Followed and held; this and the next seven are in the order of ``Particulars``."""
    MODULE_TIME = "module-time"
    REQUIRED = "required"
    LANGUAGE = "language"
    MODE = "mode"
    EXTENT = "extent"
    REGIME = "regime"
    RECEPTION_REFERENCE = "reception-reference"
    BYTES = "bytes"
    """The file still carries our signature, and is not what was signed."""
    PAGE = "page"
    """A printed mark of the page is not what was issued."""
    TWO_CREDENTIALS = "two-credentials"
    """The page's QR and the file's attachment are about different attestations."""


class Refusal(StrEnum):
    """Why no trusted key vouches for it."""

    UNKNOWN_KEY = "unknown-key"
    BAD_SIGNATURE = "bad-signature"
    OUTSIDE_VALIDITY = "outside-validity"
    KEY_COMPROMISED = "key-compromised"
    """The key was compromised, and nothing proves that the signature is older."""
    UNKNOWN_CODE = "unknown-code"
    MALFORMED = "malformed"
    """It is signed, but is no attestation of this version."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Issuer:
    """Who issued, as the trust bundle says; never as the document says."""

    name: str
    contact: str | None
    anchor: bytes
    """SHA-256 of the root certificate: what makes two issuers the same."""
    identifier: str | None = None
    """``NTRBE-0123456749`` (EN 319 412-1 §5.1.4), where its root signed one."""
    record: IssuerRecord | None = None
    """What its root signed of it besides; None where the bundle has none."""
    regimes: RegimeRecords | None = None
    """What it publishes of its regimes and models; None where the bundle has none."""


class _NotABoolean:
    """Seven cases, so asking for a truth value is an error."""

    __slots__ = ()

    def __bool__(self) -> NoReturn:
        raise TypeError("a verdict is one of seven values: match on it")


@dataclass(frozen=True, slots=True, kw_only=True)
class Genuine(_NotABoolean):
    """Signature good, status good, nothing contradicts."""

    name: ClassVar[VerdictName] = "genuine"
    credential: Credential
    issuer: Issuer
    is_erased: bool = False
    """The issuer has signed that its own record was erased at the holder's request."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Replaced(_NotABoolean):
    """It was genuine; a corrected attestation exists."""

    name: ClassVar[VerdictName] = "replaced"
    credential: Credential
    issuer: Issuer
    replaced_at: datetime
    reason: str
    successor: Attestation | None
    """The newer attestation, where its own credential could be read and is good."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawn(_NotABoolean):
    """Issued, then withdrawn."""

    name: ClassVar[VerdictName] = "withdrawn"
    credential: Credential
    issuer: Issuer
    withdrawn_at: datetime | None
    """None where only the status list says so, because a list holds no day."""
    reason: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Altered(_NotABoolean):
    """The paper or file contradicts what was signed."""

    name: ClassVar[VerdictName] = "altered"
    contradictions: frozenset[Contradiction]
    """Never empty."""
    credential: Credential | None
    """What was signed, where it was found; None where only our signature was left."""
    issuer: Issuer | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NotOurs(_NotABoolean):
    """No key that is trusted here signed this."""

    name: ClassVar[VerdictName] = "not_ours"
    reason: Refusal


@dataclass(frozen=True, slots=True, kw_only=True)
class Unreadable(_NotABoolean):
    """Nothing that could be an attestation was found."""

    name: ClassVar[VerdictName] = "unreadable"
    reason: Gap


@dataclass(frozen=True, slots=True, kw_only=True)
class CannotCheck(_NotABoolean):
    """The check could not be finished."""

    name: ClassVar[VerdictName] = "cannot_check"
    reason: Obstacle


Verdict = Genuine | Replaced | Withdrawn | Altered | NotOurs | Unreadable | CannotCheck


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A verdict, and what it is about."""

    verdict: Verdict
    looked_at: LookedAt | None
    """None where nothing was found to look at."""
    code: Code | None = None
    """The attestation's code, where one was found; for the count of checks, never for logs."""
    page: Comparison | None = None
    """How the page that was brought compares with the issued one; None where there was none: a
    code, a QR text, the issued file itself."""

    @property
    def is_proved(self) -> bool:
        """Whether everything that the reader sees on the paper was checked: what green means."""
        return isinstance(self.verdict, Genuine) and (
            self.looked_at is LookedAt.ORIGINAL or isinstance(self.page, Identical)
        )
