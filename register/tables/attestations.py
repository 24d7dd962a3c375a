"""The tables: what was issued, its status, its statements and its documents.

The verifier reads ``attestation``, ``statement``, ``document`` and ``status_list`` with read-only
rights and believes only the signed columns (``credential``, ``signed``, ``token``). It writes to
``check_count`` alone (``register.check_schema``).
"""

from datetime import date, datetime, time
from enum import StrEnum
from typing import Any, TypeVar

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Select,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

from attestation.errors import DisagreementError
from register.tables.column_types import StoredDay, StoredTime, UtcDateTime


class State(StrEnum):
    """Where an attestation is in its life."""

    RESERVED = "reserved"
    """Number, code and status index are taken; nothing is signed yet, nobody has it."""
    ISSUED = "issued"
    WITHDRAWN = "withdrawn"
    REPLACED = "replaced"

    @classmethod
    def of(cls, number: str, text: str) -> "State":
        """Read what the row of ``number`` says.

        Raises:
            DisagreementError: it is no state.
        """
        try:
            return cls(text)
        except ValueError:
            raise DisagreementError(f"{number} : le registre dit une chose impossible") from None


_HOLDS_THE_PLACE = "state IN ('issued', 'withdrawn') OR (state = 'reserved' AND replaces IS NULL)"


class Base(DeclarativeBase):
    """Base of the tables, with names for constraints so that migrations can name them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class ModuleRow(Base):
    """A module of which attestations were issued."""

    __tablename__ = "module"

    code: Mapped[str] = mapped_column(String(40), primary_key=True)
    title: Mapped[str] = mapped_column(String(200))
    organiser: Mapped[str | None] = mapped_column(String(200))
    place: Mapped[str | None] = mapped_column(String(200))
    language: Mapped[str | None] = mapped_column(String(40))
    sessions: Mapped[list["SessionRow"]] = relationship(
        order_by="SessionRow.day, SessionRow.start", cascade="all, delete-orphan"
    )


class SessionRow(Base):
    """One session of a module; several a day are normal."""

    __tablename__ = "session"

    module_code: Mapped[str] = mapped_column(ForeignKey("module.code"), primary_key=True)
    day: Mapped[date] = mapped_column(StoredDay, primary_key=True)
    start: Mapped[time] = mapped_column(StoredTime, primary_key=True)
    end: Mapped[time] = mapped_column(StoredTime)
    theme: Mapped[str | None] = mapped_column(String(200))
    mode: Mapped[str | None] = mapped_column(String(40))


class AttestationRow(Base):
    """One attestation: its facts, and the credential that says them with a signature."""

    __tablename__ = "attestation"
    __table_args__ = (
        UniqueConstraint("status_list", "status_index"),
        # One attestation per person and module: a withdrawn one still holds the place (issuing
        # the workbook again must not undo a withdrawal); a replaced one gives it to its successor
        # in the transaction that issues the successor.
        Index(
            "uq_attestation_person",
            "module_code",
            "person_key",
            unique=True,
            sqlite_where=text(_HOLDS_THE_PLACE),
            postgresql_where=text(_HOLDS_THE_PLACE),
        ),
        Index(
            "ix_attestation_replaces",
            "replaces",
            sqlite_where=text("replaces IS NOT NULL"),
            postgresql_where=text("replaces IS NOT NULL"),
        ),
        CheckConstraint("(state = 'reserved') = (credential IS NULL)", name="signed_when_issued"),
    )

    number: Mapped[str] = mapped_column(String(40), primary_key=True)
    code: Mapped[str] = mapped_column(String(16), unique=True)
    status_list: Mapped[int] = mapped_column(Integer)
    status_index: Mapped[int] = mapped_column(Integer)
    state: Mapped[State] = mapped_column(String(10), index=True)
    person_key: Mapped[str] = mapped_column(String(64))
    """SHA-256 of ``Holder.key()``: bounded, whatever the names."""
    family_name: Mapped[str] = mapped_column(String(100))
    given_name: Mapped[str | None] = mapped_column(String(100))
    birth_date: Mapped[str] = mapped_column(String(10))
    email: Mapped[str | None] = mapped_column(String(254))
    module_code: Mapped[str] = mapped_column(ForeignKey("module.code"), index=True)
    module_title: Mapped[str] = mapped_column(String(200))
    first_day: Mapped[date] = mapped_column(StoredDay)
    last_day: Mapped[date] = mapped_column(StoredDay)
    minutes: Mapped[int] = mapped_column(Integer)
    issued_at: Mapped[datetime] = mapped_column(UtcDateTime)
    credential: Mapped[bytes | None] = mapped_column(LargeBinary)
    replaces: Mapped[str | None] = mapped_column(ForeignKey("attestation.number"))
    attendance: Mapped[str | None] = mapped_column(Text)
    """``register.reservation.Attendance`` as JSON; None for those issued before it was kept."""
    particulars: Mapped[str | None] = mapped_column(Text)
    """``attestation.particulars.Particulars`` as JSON; None where the credential states none."""
    erased_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When all that names the holder was taken out: names, dates and credential are empty."""

    @property
    def is_erased(self) -> bool:
        """Whether the record names nobody any more."""
        return self.erased_at is not None


_QueryT = TypeVar("_QueryT", bound=Select[*tuple[Any, ...]])


def live_records(query: _QueryT) -> _QueryT:
    """Restrict a query over attestations to the records that still name somebody.

    Every query that reads names, dates or credentials starts here: an erased one has none.
    """
    return query.where(AttestationRow.erased_at.is_(None))


class DocumentRow(Base):
    """The bytes of a document, frozen once issued."""

    __tablename__ = "document"

    digest: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    number: Mapped[str] = mapped_column(ForeignKey("attestation.number"), index=True)
    stored_at: Mapped[datetime] = mapped_column(UtcDateTime)
    content: Mapped[bytes] = mapped_column(LargeBinary)


class PrintedRow(Base):
    """What documents print of their module, under a digest that their statements sign."""

    __tablename__ = "printed"

    digest: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)


class StatementRow(Base):
    """One signed statement; ``kind`` and ``made_at`` are for people and queries only."""

    __tablename__ = "statement"

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(ForeignKey("attestation.number"), index=True)
    kind: Mapped[str] = mapped_column(String(10))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    signed: Mapped[bytes] = mapped_column(LargeBinary)


class StatusListRow(Base):
    """A published Status List Token: one for each uri that credentials name a list by."""

    __tablename__ = "status_list"

    uri: Mapped[str] = mapped_column(String(200), primary_key=True)
    list_number: Mapped[int] = mapped_column(Integer, index=True)
    issued_at: Mapped[datetime] = mapped_column(UtcDateTime)
    token: Mapped[bytes] = mapped_column(LargeBinary)


class CounterRow(Base):
    """The last sequence number given in a series, ``AC-2026``; never goes back."""

    __tablename__ = "counter"

    series: Mapped[str] = mapped_column(String(20), primary_key=True)
    last: Mapped[int] = mapped_column(Integer)
