"""The plan for a workbook that was read, given what the register knows of its people."""

from datetime import datetime

from sqlalchemy import Engine

from issuer.plan import Plan, plan_issue
from issuer.settings import IssueSettings
from issuer.workbook.model import AttendanceRecords, Participant
from register.database import reading
from register.people import held_by


def plan_records(
    records: AttendanceRecords, *, register: Engine, settings: IssueSettings, at: datetime
) -> Plan:
    """Decide for each person what issuing would do; nothing is written.

    Raises:
        RegisterError: the register failed.
    """
    holders = [person.holder() for person in records.people if isinstance(person, Participant)]
    with reading(register) as session:
        held = held_by(session, records.module.code, holders)
    return plan_issue(records, held=held, settings=settings, at=at)
