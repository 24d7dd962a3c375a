"""Passkeys of the desk's accounts: another second factor beside the telephone."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from register.tables.desk import PasskeyRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Passkey:
    """One passkey as the register has it."""

    id: str
    login: str
    sealed: bytes
    name: str
    newest: int
    """When the newest question that it answered was asked; in microseconds since 1970."""
    created_at: datetime


def passkeys(session: Session, login: str) -> list[Passkey]:
    """Return the passkeys of an account, the oldest first."""
    rows = session.scalars(
        select(PasskeyRow)
        .where(PasskeyRow.login == login)
        .order_by(PasskeyRow.created_at, PasskeyRow.id)
    )
    return [
        Passkey(
            id=row.id,
            login=row.login,
            sealed=row.sealed,
            name=row.name,
            newest=row.newest,
            created_at=row.created_at,
        )
        for row in rows
    ]


def add_passkey(session: Session, new: Passkey) -> None:
    """Store a passkey."""
    session.add(
        PasskeyRow(
            id=new.id,
            login=new.login,
            sealed=new.sealed,
            name=new.name,
            newest=new.newest,
            created_at=new.created_at,
        )
    )


def note_answer(session: Session, identifier: str, newest: int) -> None:
    """Remember that the question asked at ``newest``, and all before, are used up."""
    session.get_one(PasskeyRow, identifier).newest = newest


def drop_passkey(session: Session, login: str, identifier: str) -> None:
    """Forget a passkey of an account."""
    session.execute(
        delete(PasskeyRow).where(PasskeyRow.login == login, PasskeyRow.id == identifier)
    )
