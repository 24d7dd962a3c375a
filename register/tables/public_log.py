"""The tables of the public log: heads that its key signed, and the proof of each statement."""

from datetime import datetime

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Integer, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from register.tables.attestations import Base
from register.tables.column_types import UtcDateTime


class LogHeadRow(Base):
    """A head of the log, and what its key signed over the root for receipts."""

    __tablename__ = "log_head"

    origin: Mapped[str] = mapped_column(String(255), primary_key=True)
    size: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    note: Mapped[str] = mapped_column(Text)
    """The signed note; lines of witnesses are added as they come."""
    protected: Mapped[bytes] = mapped_column(LargeBinary)
    signature: Mapped[bytes] = mapped_column(LargeBinary)


class LogProofRow(Base):
    """The proof that the newest log first held a statement under one of its heads."""

    __tablename__ = "log_proof"
    __table_args__ = (
        ForeignKeyConstraint(["origin", "size"], ["log_head.origin", "log_head.size"]),
    )

    position: Mapped[int] = mapped_column(
        ForeignKey("leaf.position"), primary_key=True, autoincrement=False
    )
    origin: Mapped[str] = mapped_column(String(255))
    size: Mapped[int] = mapped_column(Integer)
    path: Mapped[bytes] = mapped_column(LargeBinary)
    """Hashes of 32 bytes, one after the other."""
