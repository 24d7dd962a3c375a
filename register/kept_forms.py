"""What somebody typed at the desk and has not sent: under a number that tells nothing."""

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from register.tables.desk import KeptFormRow


class FormKind(StrEnum):
    """What was typed."""

    SEARCH = "search"
    UNSENT = "unsent"
    """A form whose sender's session had ended."""
    WORKBOOK = "workbook"
    """A workbook that was put aside, and may be taken up again."""
    ISSUED = "issued"
    """What was issued from a workbook, under the workbook's own number."""
    SELECTION = "selection"
    """People who were ticked on a module's page."""
    MODULE = "module"
    """A correction of a module that is looked at before it is asked for."""


def keep_form(
    session: Session,
    content: Mapping[str, object],
    *,
    kind: FormKind,
    login: str,
    at: datetime,
    number: str | None = None,
) -> str:
    """Keep what ``login`` typed; return the number that it is known by."""
    number = number or secrets.token_hex(16)
    text = json.dumps(content, ensure_ascii=False)
    session.add(KeptFormRow(id=number, login=login, kind=kind.value, changed_at=at, content=text))
    return number


def kept_form(
    session: Session, number: str, *, kind: FormKind, login: str
) -> dict[str, Any] | None:
    """Return what ``login`` typed; None where nothing of this kind is theirs."""
    row = session.get(KeptFormRow, number)
    if row is None or (row.kind, row.login) != (kind.value, login):
        return None
    content: dict[str, Any] = json.loads(row.content)
    return content


@dataclass(frozen=True, slots=True, kw_only=True)
class PutAside:
    """Something of a kind that anybody at the desk may take up."""

    number: str
    login: str
    at: datetime
    content: dict[str, Any]


def kept_of_kind(session: Session, kind: FormKind, *, number: str | None = None) -> list[PutAside]:
    """Return what is kept of a kind, or the one under ``number``; the newest first."""
    query = select(KeptFormRow).where(KeptFormRow.kind == kind.value)
    if number is not None:
        query = query.where(KeptFormRow.id == number)
    return [
        PutAside(number=row.id, login=row.login, at=row.changed_at, content=json.loads(row.content))
        for row in session.scalars(query.order_by(KeptFormRow.changed_at.desc()))
    ]


def drop_form(session: Session, number: str) -> None:
    """Forget what was typed."""
    session.execute(delete(KeptFormRow).where(KeptFormRow.id == number))


def drop_old_forms(session: Session, *, before: datetime) -> None:
    """Forget what nobody touched since ``before``."""
    session.execute(delete(KeptFormRow).where(KeptFormRow.changed_at < before))
