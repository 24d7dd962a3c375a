"""The plan for a workbook that was read, given what the register knows of its people."""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType

from sqlalchemy import Engine

from issuer.planning.plan import Plan, plan_issue
from issuer.planning.possible_matches import Decision
from issuer.settings.issuer import IssueSettings
from issuer.workbook.model import AttendanceRecords, Participant
from register.database import reading
from register.holders import held_by, issued_to


def plan_records(
    records: AttendanceRecords,
    *,
    register: Engine,
    settings: IssueSettings,
    at: datetime,
    decisions: Mapping[int, Decision] = MappingProxyType({}),
) -> Plan:
    """Decide for each person what issuing would do; nothing is written.

    Args:
        records: the workbook, read.
        register: what was issued before.
        settings: the organisation's rule.
        at: now.
        decisions: by row, who is the same person as somebody in the register, or is not.

    Raises:
        RegisterError: the register failed.
    """
    holders = [person.holder() for person in records.people if isinstance(person, Participant)]
    with reading(register) as session:
        held = held_by(session, records.module.code, holders)
        issued = issued_to(session, records.module.code)
    return plan_issue(
        records, held=held, issued=issued, decisions=decisions, settings=settings, at=at
    )
