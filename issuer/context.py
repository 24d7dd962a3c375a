"""What issuing takes: the settings, the register, a signer and the clock, held together."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Engine

from attestation.signer import Signer
from issuer.settings.issuer import IssuerSettings
from pdf.document_signer import DocumentSigner


def utc_now() -> datetime:
    """Give the present instant, aware, in UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """The issuer at work. Only here do a key and the register come together."""

    settings: IssuerSettings
    register: Engine
    signer: Signer
    """The issuing key: credentials, statements, status lists."""
    seal: DocumentSigner | None = None
    """Signs the documents, where the organisation has its own; otherwise ``signer`` does."""
    now: Callable[[], datetime] = utc_now

    def instant(self) -> datetime:
        """Give the present instant in whole seconds, as CWT claims write it."""
        return self.now().astimezone(UTC).replace(microsecond=0)
