"""Accounts of the desk, their sessions, and failed attempts to sign in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from register.tables.desk import AccountRow, DeskSessionRow, GuessRow, PasskeyRow, RecoveryCodeRow

STEP_SECONDS = 30
"""What ``totp_step`` counts (RFC 6238 §5.2)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """One account as the register has it."""

    login: str
    role: str
    password_hash: str
    totp_sealed: bytes
    totp_step: int
    is_disabled: bool
    created_at: datetime


def account(session: Session, login: str, *, lock: bool = False) -> Account | None:
    """Return the account of ``login``."""
    row = session.get(AccountRow, login, with_for_update=lock or None)
    return None if row is None else _account(row)


def accounts(session: Session) -> list[Account]:
    """Return all accounts by login."""
    return [_account(row) for row in session.scalars(select(AccountRow).order_by(AccountRow.login))]


def store_account(session: Session, new: Account, *, recovery_digests: Sequence[bytes]) -> None:
    """Store an account, replacing an earlier one; its other ways in are deleted."""
    row = session.get(AccountRow, new.login) or AccountRow(login=new.login)
    row.role, row.password_hash = new.role, new.password_hash
    row.totp_sealed, row.totp_step = new.totp_sealed, new.totp_step
    row.is_disabled, row.created_at = new.is_disabled, new.created_at
    session.add(row)
    session.flush()
    session.execute(delete(RecoveryCodeRow).where(RecoveryCodeRow.login == new.login))
    session.execute(delete(PasskeyRow).where(PasskeyRow.login == new.login))
    end_sessions(session, new.login)
    session.add_all(RecoveryCodeRow(digest=digest, login=new.login) for digest in recovery_digests)


def disable(session: Session, login: str) -> bool:
    """Close an account and end its sessions; False if there is none."""
    row = session.get(AccountRow, login)
    if row is None:
        return False
    row.is_disabled = True
    end_sessions(session, login)
    return True


def set_password(session: Session, login: str, password_hash: str) -> None:
    """Keep a new password hash."""
    session.get_one(AccountRow, login).password_hash = password_hash


def set_second_factor(session: Session, login: str, sealed: bytes, *, step: int) -> None:
    """Keep another second factor; the earlier one no longer opens."""
    row = session.get_one(AccountRow, login)
    row.totp_sealed, row.totp_step = sealed, step


def set_sealed_factor(session: Session, login: str, sealed: bytes) -> None:
    """Keep the same second factor under another seal."""
    session.get_one(AccountRow, login).totp_sealed = sealed


def set_recovery_codes(session: Session, login: str, digests: Sequence[bytes]) -> None:
    """Keep new recovery codes in place of the earlier ones."""
    session.execute(delete(RecoveryCodeRow).where(RecoveryCodeRow.login == login))
    session.add_all(RecoveryCodeRow(digest=digest, login=login) for digest in digests)


def count_recovery_codes(session: Session, login: str) -> int:
    """Return how many recovery codes of an account are left."""
    query = select(func.count()).select_from(RecoveryCodeRow).where(RecoveryCodeRow.login == login)
    return session.scalar(query) or 0


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenSession:
    """Where an account is signed in."""

    digest: bytes
    began_at: datetime
    seen_at: datetime


def open_sessions(
    session: Session, login: str, *, at: datetime, idle: timedelta, longest: timedelta
) -> list[OpenSession]:
    """Return the sessions of an account that still last, the newest first."""
    rows = session.scalars(
        select(DeskSessionRow)
        .where(
            DeskSessionRow.login == login,
            DeskSessionRow.seen_at >= at - idle,
            DeskSessionRow.began_at >= at - longest,
        )
        .order_by(DeskSessionRow.began_at.desc())
    )
    return [
        OpenSession(digest=row.digest, began_at=row.began_at, seen_at=row.seen_at) for row in rows
    ]


def end_other_sessions(session: Session, login: str, digest: bytes) -> None:
    """Forget all sessions of an account but one."""
    session.execute(
        delete(DeskSessionRow).where(DeskSessionRow.login == login, DeskSessionRow.digest != digest)
    )


def use_totp_step(session: Session, login: str, step: int) -> None:
    """Remember that the one-time password of ``step``, and of all before, is used up."""
    session.get_one(AccountRow, login).totp_step = step


def use_recovery_code(session: Session, login: str, digest: bytes) -> bool:
    """Use a recovery code up; False if it is not one of this account."""
    row = session.get(RecoveryCodeRow, digest, with_for_update=True)
    if row is None or row.login != login:
        return False
    session.delete(row)
    return True


def begin_session(session: Session, login: str, digest: bytes, *, at: datetime) -> None:
    """Remember that somebody has signed in."""
    session.add(DeskSessionRow(digest=digest, login=login, began_at=at, seen_at=at))


def who_is_in(
    session: Session, digest: bytes, *, at: datetime, idle: timedelta, longest: timedelta
) -> tuple[Account, datetime, datetime] | None:
    """Return the account of a session that still lasts, when it was last seen, and its end."""
    row = session.get(DeskSessionRow, digest)
    if row is None or at - row.seen_at > idle or at - row.began_at > longest:
        return None
    found = account(session, row.login)
    if found is None or found.is_disabled:
        return None
    return found, row.seen_at, min(row.seen_at + idle, row.began_at + longest)


def see(session: Session, digest: bytes, *, at: datetime) -> None:
    """Remember that a session was used just now."""
    row = session.get(DeskSessionRow, digest)
    if row is not None:
        row.seen_at = at


def end_session(session: Session, digest: bytes) -> None:
    """Forget one session."""
    session.execute(delete(DeskSessionRow).where(DeskSessionRow.digest == digest))


def end_sessions(session: Session, login: str) -> None:
    """Forget all sessions of an account."""
    session.execute(delete(DeskSessionRow).where(DeskSessionRow.login == login))


def count_guess(session: Session, subject: str, *, at: datetime) -> GuessRow:
    """Count an attempt before its secrets are compared; return the count, its row locked."""
    row = session.get(GuessRow, subject, with_for_update=True)
    if row is None:
        row = GuessRow(subject=subject, failures=0, closed_until=at)
        session.add(row)
        session.flush()
    return row


def forget_guesses(session: Session, subject: str) -> None:
    """Reset the count after a successful attempt."""
    session.execute(delete(GuessRow).where(GuessRow.subject == subject))


def sweep(session: Session, *, at: datetime, longest: timedelta) -> None:
    """Forget sessions that are over, and guesses of a day ago."""
    session.execute(delete(DeskSessionRow).where(DeskSessionRow.began_at < at - longest))
    session.execute(delete(GuessRow).where(GuessRow.closed_until < at - timedelta(days=1)))


def _account(row: AccountRow) -> Account:
    return Account(
        login=row.login,
        role=row.role,
        password_hash=row.password_hash,
        totp_sealed=row.totp_sealed,
        totp_step=row.totp_step,
        is_disabled=row.is_disabled,
        created_at=row.created_at,
    )
