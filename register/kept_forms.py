"""What somebody typed at the desk and has not sent: under a number that tells nothing."""

import json
import secrets
from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

from sqlalchemy import delete
from sqlalchemy.orm import Session

from register.tables.desk import KeptFormRow


class FormKind(StrEnum):
    """What was typed."""

    MODULE = "module"
    """A correction of a module that is looked at before it is asked for."""


def keep_form(
    session: Session, content: Mapping[str, object], *, kind: FormKind, login: str, at: datetime
) -> str:
    """Keep what ``login`` typed; return the number that it is known by."""
    number = secrets.token_hex(16)
    text = json.dumps(content, ensure_ascii=False)
    session.add(KeptFormRow(id=number, login=login, kind=kind.value, changed_at=at, content=text))
    return number


def kept_form(
    session: Session, number: str, *, kind: FormKind, login: str
) -> dict[str, object] | None:
    """Return what ``login`` typed; None where nothing of this kind is theirs."""
    row = session.get(KeptFormRow, number)
    if row is None or (row.kind, row.login) != (kind.value, login):
        return None
    content: dict[str, object] = json.loads(row.content)
    return content


def drop_form(session: Session, number: str) -> None:
    """Forget what was typed."""
    session.execute(delete(KeptFormRow).where(KeptFormRow.id == number))


def drop_old_forms(session: Session, *, before: datetime) -> None:
    """Forget what nobody touched since ``before``."""
    session.execute(delete(KeptFormRow).where(KeptFormRow.changed_at < before))
