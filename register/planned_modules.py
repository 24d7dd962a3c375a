"""Modules to come, as somebody wrote them down at the desk: sessions, and who is enrolled.

Nothing is signed from them. They go when something is issued of the module, or after a year.
"""

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import date, datetime, time

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from register.printed import decode_module
from register.reservation import Module
from register.tables.desk import PlannedModuleRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Enrolled:
    """Somebody of the list, as it was typed."""

    family_name: str
    given_name: str
    birth_date: str
    email: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedModule:
    """A module to come."""

    module: Module
    people: tuple[Enrolled, ...]


def store_planned(session: Session, planned: PlannedModule, *, login: str, at: datetime) -> None:
    """Keep a module to come, in place of what was said of it before."""
    code = planned.module.code
    row = session.get(PlannedModuleRow, code) or PlannedModuleRow(code=code)
    row.login, row.changed_at = login, at
    row.content = json.dumps(asdict(planned), ensure_ascii=False, default=_isoformat)
    session.add(row)


def planned_module(session: Session, code: str) -> PlannedModule | None:
    """Return a module to come."""
    row = session.get(PlannedModuleRow, code)
    return None if row is None else decode_planned(row.content)


def planned_modules(session: Session) -> list[PlannedModule]:
    """Return all modules to come, the first to begin first."""
    found = [decode_planned(row.content) for row in session.scalars(select(PlannedModuleRow))]
    return sorted(found, key=lambda one: (one.module.sessions[0].day, one.module.code))


def drop_planned(session: Session, code: str) -> None:
    """Forget a module to come."""
    session.execute(delete(PlannedModuleRow).where(PlannedModuleRow.code == code))


def drop_old_planned(session: Session, *, before: datetime) -> None:
    """Forget those that nobody touched since ``before``."""
    session.execute(delete(PlannedModuleRow).where(PlannedModuleRow.changed_at < before))


def decode_planned(text: str) -> PlannedModule:
    """Read what ``store_planned`` wrote."""
    content = json.loads(text)
    people = tuple(Enrolled(**one) for one in content["people"])
    return PlannedModule(module=decode_module(content["module"]), people=people)


def without_people(text: str, is_named: Callable[[str], bool]) -> str:
    """Return the content of a row without the people whose family name ``is_named`` knows."""
    content = json.loads(text)
    content["people"] = [one for one in content["people"] if not is_named(one["family_name"])]
    return json.dumps(content, ensure_ascii=False)


def _isoformat(value: date | time) -> str:
    return value.isoformat()
