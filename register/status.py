"""What the register knows for the status lists, and the lists it publishes."""

from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from register.locking import locked
from register.schema import AttestationRow, State, StatusListRow

_NEVER = datetime(1970, 1, 1, tzinfo=UTC)


def list_numbers(session: Session) -> list[int]:
    """Give the numbers of all status lists in use, in order."""
    return list(
        session.scalars(
            select(AttestationRow.status_list).distinct().order_by(AttestationRow.status_list)
        )
    )


def invalid_indices(session: Session, list_number: int) -> set[int]:
    """Give the indices in list ``list_number`` whose attestation is withdrawn or replaced."""
    return set(
        session.scalars(
            select(AttestationRow.status_index).where(
                AttestationRow.status_list == list_number,
                AttestationRow.state.in_((State.WITHDRAWN, State.REPLACED)),
            )
        )
    )


def published_at(session: Session, list_number: int, *, uri: str) -> datetime | None:
    """Give the ``iat`` of the published list, which is locked until the transaction's end."""
    row = _locked_list(session, list_number, uri)
    return row.issued_at if row.token else None


def publish(
    session: Session, list_number: int, token: bytes, *, uri: str, issued_at: datetime
) -> None:
    """Put ``token`` in the place of the list's earlier one."""
    row = _locked_list(session, list_number, uri)
    row.issued_at, row.token = issued_at, token


def _locked_list(session: Session, list_number: int, uri: str) -> StatusListRow:
    # An empty token is never committed: whoever locks a list for the first time publishes it.
    first = StatusListRow(list_number=list_number, uri=uri, issued_at=_NEVER, token=b"")
    return locked(session, first)
