"""What the issuer's use cases take: settings, register, keys and clock."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol

from sqlalchemy import Engine

from attestation.signer import Signer
from attestation.verdict.trusted_keys import TrustedKeys
from issuer.settings.issuer import IssuerSettings
from keys.custody.reloading import ring_keys
from pdf.document_signer import DocumentSigner


def utc_now() -> datetime:
    """Return the present instant, aware, in UTC."""
    return datetime.now(UTC)


class SigningKeys(Protocol):
    """Asked before each signature, so that a key retired meanwhile signs nothing.

    ``keys.custody.reloading.RingKeys`` is what programs use.
    """

    def signer(self) -> Signer:
        """Return the issuing key."""
        ...

    def statement_signer(self) -> Signer:
        """Return the issuing key, or the root's where no issuing key may sign any more."""
        ...

    def seal(self) -> DocumentSigner | None:
        """Return the key that signs documents in its place; None where there is none."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuerContext:
    """Settings, register, keys and clock. Nothing else holds both a key and the register."""

    settings: IssuerSettings
    register: Engine
    keys: SigningKeys
    now: Callable[[], datetime] = utc_now

    @property
    def signer(self) -> Signer:
        """The current issuing key, for credentials, documents and the organisation's settings.

        Raises:
            SigningError: no key may sign at present.
            ConfigurationError: the key ring is damaged.
        """
        return self.keys.signer()

    @property
    def statement_signer(self) -> Signer:
        """Signs what outlives the last issuing key: endings, erasures, status lists, the log.

        Raises:
            SigningError: neither an issuing key nor the root may sign at present.
            ConfigurationError: the key ring is damaged.
        """
        return self.keys.statement_signer()

    @property
    def seal(self) -> DocumentSigner | None:
        """Signs the documents, where the organisation has its own; otherwise ``signer`` does.

        Raises:
            SigningError: it is expired.
            ConfigurationError: the key ring is damaged.
        """
        return self.keys.seal()

    @property
    def trusted(self) -> TrustedKeys:
        """The organisation's own keys, as its ring says now.

        Raises:
            ConfigurationError: the key ring is damaged.
            TrustStoreError: its certificates are unusable.
        """
        return ring_keys(self.settings.keys.ring)

    def instant(self) -> datetime:
        """Return the present instant in whole seconds, as CWT claims write it."""
        return self.now().astimezone(UTC).replace(microsecond=0)
