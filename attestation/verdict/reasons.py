"""Why something is unreadable or cannot be checked; free of cryptography, for the child process.

The child process that inspects uploads needs these values and verifies no signature. Without the
import of cryptography it starts in two thirds of the time.
"""

from enum import StrEnum


class Gap(StrEnum):
    """Why nothing that could be an attestation was found."""

    NO_CREDENTIAL = "no-credential"
    FOREIGN_ADDRESS = "foreign-address"
    """It leads to another address than the verifier's: suspicious."""
    CODE_MISTYPED = "code-mistyped"
    NOT_A_CODE = "not-a-code"
    NUMBER_ONLY = "number-only"
    EMPTY = "empty"
    NOT_A_DOCUMENT = "not-a-document"
    """Neither a PDF nor an image, or too damaged to be opened."""
    PASSWORD = "password"  # noqa: S105  a reason, not a secret


class Obstacle(StrEnum):
    """Why a check could not be finished; neither a yes nor a no."""

    STALE_STATUS = "stale-status"
    NO_STATUS = "no-status"
    ERASED = "erased"
    """The record was erased at the holder's request: its code alone leads to nothing any more."""
    ROLLED_BACK_STATUS = "rolled-back-status"
    NUMBER_TWICE = "number-twice"
    """The register has another attestation under its number, because two registers have issued."""
    FROM_THE_FUTURE = "from-the-future"
    REGISTER_DOWN = "register-down"
    TOO_LARGE = "too-large"
    TOO_SLOW = "too-slow"
    SEVERAL_ATTESTATIONS = "several-attestations"
    """One file with several sheets: each must be checked alone."""
    FAILED = "failed"
    """The check itself went wrong."""
