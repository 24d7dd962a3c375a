"""The log of acts as rows: appended in order, and its last number kept beside them."""

from sqlalchemy import delete
from sqlalchemy.orm import Session

from register import audit_log
from register.tables.desk import AuditEntryRow


def append(session: Session, *entries: bytes) -> None:
    for signed in entries:
        last, _ = audit_log.lock_log(session)
        audit_log.append(session, last + 1, signed)


def test_log_begins_empty_and_grows_by_one(session: Session) -> None:
    assert audit_log.lock_log(session) == (0, None)

    append(session, b"one", b"two")

    assert audit_log.lock_log(session) == (2, b"two")
    assert list(audit_log.entries(session)) == [(1, b"one"), (2, b"two")]


def test_newest_entries_come_first_where_only_some_are_asked_for(session: Session) -> None:
    append(session, b"one", b"two", b"three")

    assert list(audit_log.entries(session, newest_first=2)) == [(3, b"three"), (2, b"two")]


def test_last_number_outlives_the_entry_that_was_cut_off(session: Session) -> None:
    append(session, b"one", b"two")
    session.execute(delete(AuditEntryRow).where(AuditEntryRow.sequence == 2))

    assert audit_log.last_sequence(session) == 2
    assert audit_log.lock_log(session) == (2, None)
