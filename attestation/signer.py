"""The interfaces of signers: of a P-256 key with its certificate, and of a log's Ed25519 key."""

from typing import NewType, Protocol

from cryptography import x509

Kid = NewType("Kid", bytes)
"""First 8 bytes of SHA-256 over the DER of the issuing certificate."""


class Signer(Protocol):
    """A key that signs, in a file or a token, with its certificate.

    Implementations live in ``keys``; only the issuer's process ever holds one.
    """

    @property
    def kid(self) -> Kid:
        """Name of the key in COSE headers."""
        ...

    @property
    def certificate(self) -> x509.Certificate:
        """The issuing certificate."""
        ...

    @property
    def chain(self) -> tuple[x509.Certificate, ...]:
        """Certificates above the issuing one, nearest first, root last."""
        ...

    def sign(self, message: bytes) -> bytes:
        """Sign ``message`` with ECDSA on P-256 and SHA-256.

        Returns:
            r || s, 64 bytes, s in the lower half of the order (RFC 9053 §2.1; low-s is our rule).

        Raises:
            SigningError: the key is unusable or outside its validity.
        """
        ...


class LogSigner(Protocol):
    """The key of a log, which signs tree heads and receipts and nothing else."""

    @property
    def kid(self) -> Kid:
        """Name of the key in COSE headers."""
        ...

    def sign(self, message: bytes) -> bytes:
        """Sign ``message`` with Ed25519 (RFC 8032); return 64 bytes.

        Raises:
            SigningError: the key is unusable or outside its validity.
        """
        ...
