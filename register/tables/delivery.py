"""The tables of delivery: personal links, messages to send, and requests for a lost link.

No link can be made from these rows: a link's token is known here by its SHA-256 only, and is
derived anew, for the message that carries it, from a key file that lies elsewhere (ADR 0070).
"""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Boolean, ForeignKey, Integer, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from register.tables.attestations import Base
from register.tables.column_types import UtcDateTime


class Purpose(StrEnum):
    """Why a message is sent."""

    DELIVERY = "delivery"
    """The coordinator hands the attestation over."""
    OWN_COPY = "own-copy"
    """The participant asked for it on the personal page."""
    LOST_LINK = "lost-link"
    CORRECTION = "correction"
    """The coordinator hands over what replaces an earlier attestation."""


class Delivery(StrEnum):
    """Where a message is on its way."""

    QUEUED = "queued"
    SENDING = "sending"
    """A worker has it, until its lease ends."""
    SENT = "sent"
    """The mail server has taken it over."""
    REFUSED = "refused"
    """For good, or for too long."""
    UNCERTAIN = "uncertain"
    """It was handed over whole, and what the server said is not known: it is sent again."""


class LinkRow(Base):
    """One personal link."""

    __tablename__ = "personal_link"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    """Random; with the key file it gives the token."""
    digest: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    """SHA-256 of the token."""
    number: Mapped[str] = mapped_column(ForeignKey("attestation.number"), index=True)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    cut_off_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    failures: Mapped[int] = mapped_column(Integer)
    """Wrong birth dates since the last right one."""
    opened_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When the birth date was right for the first time; a mail scanner never gets that far."""
    downloaded_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class MessageRow(Base):
    """One e-mail, from its queueing to what the mail server said."""

    __tablename__ = "message"
    __table_args__ = (UniqueConstraint("number", "round"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    number: Mapped[str] = mapped_column(ForeignKey("attestation.number"))
    round: Mapped[int] = mapped_column(Integer)
    """From 1 for each attestation; unique, so two clicks at once make one message."""
    link_id: Mapped[str] = mapped_column(ForeignKey("personal_link.id"), index=True)
    message_id: Mapped[str] = mapped_column(String(300), unique=True)
    """``Message-ID`` of RFC 5322 §3.6.4: one for each message, however often it is sent."""
    purpose: Mapped[Purpose] = mapped_column(String(10))
    address: Mapped[str] = mapped_column(String(254))
    state: Mapped[Delivery] = mapped_column(String(10), index=True)
    reason: Mapped[str | None] = mapped_column(String(60))
    """A code of RFC 3463 or of ours; never the server's words, which quote the address."""
    attempts: Mapped[int] = mapped_column(Integer)
    undecided: Mapped[int] = mapped_column(Integer)
    """How often nobody could tell whether it had been taken over."""
    queued_at: Mapped[datetime] = mapped_column(UtcDateTime)
    due_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)
    """When to try; None where there is nothing left to try."""
    lease: Mapped[str | None] = mapped_column(String(32))
    """Whose it is while it is being sent."""
    lease_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    is_handed_over: Mapped[bool] = mapped_column(Boolean)
    """The end of the message was about to be written to the server."""
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class ParticipantLanguageRow(Base):
    """The language in which somebody is written to; without a row it is French."""

    __tablename__ = "participant_language"

    number: Mapped[str] = mapped_column(ForeignKey("attestation.number"), primary_key=True)
    language: Mapped[str] = mapped_column(String(3))
    """ISO 639: one of ``issuer.delivery.texts.languages``."""


class LinkRequestRow(Base):
    """Somebody lost a link: what they typed, until the worker has looked whether they are known.

    It is written for strangers too, so that the answer and its time are the same for everybody.
    """

    __tablename__ = "link_request"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    address: Mapped[str] = mapped_column(String(254))
    birth_date: Mapped[str] = mapped_column(String(10))
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    language: Mapped[str | None] = mapped_column(String(3))
    """Of the page, where somebody chose it."""
