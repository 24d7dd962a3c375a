"""A log of twelve acts, and ways to tamper with it."""

from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from issuer.audit.log import (
    AuditAction,
    AuditEvent,
    audited,
    read_head,
)
from issuer.audit.verification import Checked, check_log
from issuer.context import IssuerContext
from register.database import reading
from register.tables.desk import AuditEntryRow
from tests.support.issuer_contexts import make_deployment, open_issuer

ENTRIES = 12


def event(number: int = 1, action: AuditAction = AuditAction.WITHDRAWN) -> AuditEvent:
    return AuditEvent(who="ines", action=action, subject=f"AC-2026-{number:04d}", detail="dix")


@pytest.fixture
def context(tmp_path: Path) -> IssuerContext:
    context = open_issuer(make_deployment(tmp_path))
    for number in range(1, ENTRIES + 1):
        with audited(context, event(number)):
            pass
    return context


def check(context: IssuerContext, session: Session | None = None) -> Checked:
    settings = context.settings
    head = read_head(settings.desk.audit_head_file)
    if session is not None:
        return check_log(session, keys=context.trusted, head=head)
    with reading(context.register) as session:
        return check_log(session, keys=context.trusted, head=head)


def row(session: Session, sequence: int) -> AuditEntryRow:
    return session.get_one(AuditEntryRow, sequence)


def delete(session: Session, *sequences: int) -> None:
    for sequence in sequences:
        session.delete(row(session, sequence))
    session.flush()


def set_head(session: Session, sequence: int) -> None:
    session.execute(text("UPDATE audit_head SET sequence = :n"), {"n": sequence})


def cut(session: Session, *, last: int) -> None:
    delete(session, *range(last + 1, ENTRIES + 1))
    set_head(session, last)
