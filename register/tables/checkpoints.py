"""The tables of the checkpoints: the order of the statements, and the heads signed over them."""

from datetime import datetime

from sqlalchemy import ForeignKey, Integer, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from register.tables.attestations import Base
from register.tables.column_types import UtcDateTime


class LeafRow(Base):
    """A statement's place in the tree; never changes once given."""

    __tablename__ = "leaf"

    position: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    """From 0. Not the statement's id: two programs' ids can be committed out of order."""
    statement_id: Mapped[int] = mapped_column(ForeignKey("statement.id"), unique=True)
    leaf_hash: Mapped[bytes] = mapped_column(LargeBinary(32))
    credential_digest: Mapped[bytes] = mapped_column(LargeBinary(32))
    checkpoint_size: Mapped[int | None] = mapped_column(ForeignKey("checkpoint.size"), index=True)
    """The first checkpoint that covers it."""
    path: Mapped[bytes | None] = mapped_column(LargeBinary)
    """The audit path to that checkpoint's root: hashes of 32 bytes, one after the other."""


class CheckpointRow(Base):
    """A signed tree head."""

    __tablename__ = "checkpoint"

    size: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    token: Mapped[bytes] = mapped_column(LargeBinary)
