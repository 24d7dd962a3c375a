"""People of a module's list who were issued nothing, with what was missing.

They are kept for whoever asks at the desk afterwards, and nothing is signed from them. They go with
the next list of the module, after a year, or when somebody at the desk deletes them.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from register.tables.desk import WithoutRightRow


@dataclass(frozen=True, slots=True, kw_only=True)
class WithoutRight:
    """One person, and why there is no attestation."""

    family_name: str
    given_name: str | None
    birth_date: str | None
    """As ``PartialDate.encode`` writes it."""
    outcome: str
    """Of the plan: no right, a problem, or nobody decided."""
    missed: tuple[str, ...] = ()
    """Sessions not followed, as ``Slot.encode`` writes them."""
    sessions: int = 0
    """Of the module."""
    required_percent: int = 100
    problems: tuple[str, ...] = ()
    """In French, as the sheet showed them."""


def store_without_right(
    session: Session,
    module_code: str,
    people: Sequence[tuple[str | None, WithoutRight]],
    *,
    at: datetime,
) -> None:
    """Keep them, each with a ``person_key`` if known, in place of those of an earlier list."""
    forget_without_right(session, module_code)
    session.add_all(
        WithoutRightRow(
            module_code=module_code,
            position=position,
            person_key=key,
            kept_at=at,
            content=json.dumps(asdict(one), ensure_ascii=False),
        )
        for position, (key, one) in enumerate(people)
    )


def without_right(session: Session, module_code: str) -> list[WithoutRight]:
    """Return those of a module, in the order of its list."""
    rows = session.scalars(
        select(WithoutRightRow)
        .where(WithoutRightRow.module_code == module_code)
        .order_by(WithoutRightRow.position)
    )
    return [_decoded(row.content) for row in rows]


def forget_without_right(session: Session, module_code: str) -> None:
    """Delete those of a module."""
    session.execute(delete(WithoutRightRow).where(WithoutRightRow.module_code == module_code))


def drop_old_without_right(session: Session, *, before: datetime) -> None:
    """Delete those that were kept before ``before``."""
    session.execute(delete(WithoutRightRow).where(WithoutRightRow.kept_at < before))


def _decoded(text: str) -> WithoutRight:
    content = json.loads(text)
    for name in ("missed", "problems"):
        content[name] = tuple(content[name])
    return WithoutRight(**content)
