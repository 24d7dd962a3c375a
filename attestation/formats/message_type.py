"""What a type of signed message is: its shape, its claims, its signers, and what a theft does."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto
from typing import Generic, TypeVar

from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey

from attestation.formats.cose import Envelope

MessageT = TypeVar("MessageT")


class AfterCompromise(Enum):
    """Whether a message counts whose key was compromised later than the message says it was made.

    Whoever has the key can sign under any earlier instant.
    """

    REFUSED = auto()
    PROVEN = auto()
    """It counts where an inclusion proves that it is older."""
    AS_DATED = auto()
    """It is opened, and ``Verified.key`` tells; the caller has another proof of its age."""


class SignedBy(Enum):
    """Which keys of an organisation sign messages of a type."""

    ISSUING = auto()
    ISSUING_OR_ROOT = auto()
    """The root too, because it could certify a key to do it (docs/adr/0094)."""
    ROOT = auto()
    WITNESS = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageType(Generic[MessageT]):
    """All that ``TrustedKeys.open`` must know of one type of message."""

    decode_envelope: Callable[[bytes], Envelope]
    """Raises MalformedCredentialError for any other shape or ``typ``."""
    verify: Callable[[Envelope, EllipticCurvePublicKey], MessageT | None]
    """None where the key did not sign it; raises MalformedCredentialError for false claims."""
    signed_at: Callable[[MessageT], datetime]
    """The instant at which the key must have been good, as the message says it."""
    signed_by: SignedBy
    after_compromise: AfterCompromise
