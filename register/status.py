"""What the register knows for the status lists, and the lists it publishes."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from register.schema import AttestationRow, State, StatusListRow


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


def published_at(session: Session, list_number: int) -> datetime | None:
    """Give the ``iat`` of the published list, locked until the transaction's end."""
    return session.scalar(
        select(StatusListRow.issued_at)
        .where(StatusListRow.list_number == list_number)
        .with_for_update()
    )


def publish(
    session: Session, list_number: int, token: bytes, *, uri: str, issued_at: datetime
) -> None:
    """Put ``token`` in the place of the list's earlier one."""
    row = session.get(StatusListRow, list_number) or StatusListRow(list_number=list_number)
    row.uri, row.issued_at, row.token = uri, issued_at, token
    session.add(row)


def count_by_state(session: Session) -> dict[State, int]:
    """Count the attestations in each state."""
    rows = session.execute(
        select(AttestationRow.state, func.count()).group_by(AttestationRow.state)
    )
    return {State(state): count for state, count in rows}
