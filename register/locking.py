"""Rows that writers lock to take turns, on any database."""

from contextlib import suppress
from typing import TypeVar

from sqlalchemy import inspect
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from register.tables.attestations import AttestationRow, Base

RowT = TypeVar("RowT", bound=Base)


def locked(session: Session, first: RowT) -> RowT:
    """Return the row with ``first``'s primary key, locked until the transaction's end.

    Args:
        session: inside ``writing``.
        first: stored if there is no such row yet; otherwise just its key counts.
    """
    kind = type(first)
    key = inspect(kind).primary_key_from_instance(first)
    if session.get(kind, key) is None:
        # Another program may be storing the first one in this very moment: either will do.
        with suppress(IntegrityError), session.begin_nested():
            session.add(first)
    return session.get_one(kind, key, with_for_update=True, populate_existing=True)


def lock_attestation(session: Session, number: str) -> None:
    """Lock ``number`` until the end of this transaction."""
    session.get(AttestationRow, number, with_for_update=True, populate_existing=True)
