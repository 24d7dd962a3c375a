"""The table of check counts: how often an attestation was checked, by day and never by whom.

The only table that a verifier may write to, and nothing that decides anything reads it (ADR 0045).
"""

from datetime import date

from sqlalchemy import CheckConstraint, Date, ForeignKey, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from register.tables.attestations import Base


class CheckCountRow(Base):
    """How often one attestation was checked on one day: no time, no place, no asker."""

    __tablename__ = "check_count"
    __table_args__ = (CheckConstraint("checks > 0", name="counted"),)

    number: Mapped[str] = mapped_column(
        String(40), ForeignKey("attestation.number"), primary_key=True
    )
    """A stranger to the register cannot be counted, whatever the verifier says."""
    day: Mapped[date] = mapped_column(Date, primary_key=True)
    """As a calendar in Brussels shows it."""
    checks: Mapped[int] = mapped_column(Integer)
