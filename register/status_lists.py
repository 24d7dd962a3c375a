"""What the register knows for the status lists, and the lists it publishes."""

from collections.abc import Collection, Iterator
from datetime import UTC, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from attestation.facts import Number
from attestation.formats.cose import encode_deterministic
from attestation.formats.statement import Kind
from register.locking import locked
from register.tables.attestations import AttestationRow, State, StatementRow, StatusListRow

_NEVER = datetime(1970, 1, 1, tzinfo=UTC)
_AT_ONCE = 500


def list_uris(session: Session, list_number: int) -> list[str]:
    """Return the uris under which list ``list_number`` was ever published."""
    return list(
        session.scalars(
            select(StatusListRow.uri)
            .where(StatusListRow.list_number == list_number)
            .order_by(StatusListRow.uri)
        )
    )


def published_tokens(session: Session) -> list[tuple[str, bytes]]:
    """Return every published list with its uri."""
    query = select(StatusListRow.uri, StatusListRow.token).order_by(StatusListRow.uri)
    return [(uri, token) for uri, token in session.execute(query)]


def newest_list_at(session: Session) -> datetime | None:
    """Return the newest ``iat`` of all published lists; None if there is none."""
    return session.scalar(select(func.max(StatusListRow.issued_at)))


def credentials_elsewhere(session: Session, known: Collection[str]) -> Iterator[bytes]:
    """Yield the credentials that name none of the uris ``known``; as a rule there are none."""
    # A name or a title holds no control character, so none can hold a uri with its CBOR head.
    signs = [encode_deterministic("uri") + encode_deterministic(uri) for uri in known]
    query = (
        select(AttestationRow.credential)
        .where(AttestationRow.credential.is_not(None))
        .execution_options(yield_per=_AT_ONCE)
    )
    with session.scalars(query) as rows:
        for credential in rows:
            if credential and not any(sign in credential for sign in signs):
                yield credential


def issued_credentials(session: Session) -> list[tuple[Number, bytes]]:
    """Return the credential of each attestation that no ending is known of; of erased ones none."""
    rows = session.execute(
        select(AttestationRow.number, AttestationRow.credential)
        .where(AttestationRow.state == State.ISSUED)
        .order_by(AttestationRow.number)
    )
    return [(Number(number), credential) for number, credential in rows if credential]


def signed_endings(session: Session) -> list[tuple[bytes, bytes]]:
    """Return the credential and the statement of each ending; of erased records there is none."""
    rows = session.execute(
        select(AttestationRow.credential, StatementRow.signed)
        .join(StatementRow, StatementRow.number == AttestationRow.number)
        .where(StatementRow.kind.in_((Kind.WITHDRAWN.value, Kind.REPLACED.value)))
    )
    return [(credential, signed) for credential, signed in rows if credential]


def published_at(session: Session, list_number: int, *, uri: str) -> datetime | None:
    """Return the ``iat`` of the published list, which is locked until the transaction's end."""
    row = _locked_list(session, list_number, uri)
    return row.issued_at if row.token else None


def publish(
    session: Session, list_number: int, token: bytes, *, uri: str, issued_at: datetime
) -> None:
    """Store ``token``, replacing the list's earlier one."""
    row = _locked_list(session, list_number, uri)
    row.list_number, row.issued_at, row.token = list_number, issued_at, token


def _locked_list(session: Session, list_number: int, uri: str) -> StatusListRow:
    # An empty token is never committed: whoever locks a list for the first time publishes it.
    first = StatusListRow(list_number=list_number, uri=uri, issued_at=_NEVER, token=b"")
    return locked(session, first)
