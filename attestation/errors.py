"""Every error this project raises on purpose.

Messages that a coordinator may read are in French; facts are attributes. No message holds a
holder's name, a key or a token.
"""

from typing import ClassVar


class AttestationError(Exception):
    """Root of all errors below, which is never raised itself."""

    exit_code: ClassVar[int] = 3
    """What a command exits with when this error ends it (design: 2 usage, 3 could not be done)."""

    def lines(self) -> list[str]:
        """Return what a command prints of it, in French."""
        return [f"Erreur : {self}"]


class ConfigurationError(AttestationError):
    """A setting is missing, unknown or impossible; found at start-up."""

    exit_code = 2

    def __init__(self, setting: str, problem: str) -> None:
        """Name the ``setting`` (``section.key`` or a file) and its ``problem``."""
        super().__init__(f"{setting} : {problem}")
        self.setting = setting
        self.problem = problem


class MalformedCredentialError(AttestationError):
    """Bytes are not of our format; ``reason`` is a short public word, never content."""

    def __init__(self, reason: str) -> None:
        """Keep a short reason that quotes nothing of the bytes."""
        super().__init__(reason)
        self.reason = reason


class DocumentError(AttestationError):
    """A page could not be made from these facts and settings."""


class SigningError(AttestationError):
    """No signature could be produced."""


class TrustStoreError(AttestationError):
    """The trusted keys cannot be used, so there is no verdict."""


class RegisterError(AttestationError):
    """The register failed, or refused."""


class DisagreementError(RegisterError):
    """A row of the register does not say what was signed about it."""


class EndingRefusedError(AttestationError):
    """An attestation cannot be withdrawn or replaced as asked."""

    exit_code = 2
