"""The plan for a workbook that was read, given what the register knows of its people."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from types import MappingProxyType

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from attestation.facts import Holder
from issuer.planning.erased_people import ErasedKeys
from issuer.planning.plan import Plan, plan_issue
from issuer.planning.possible_matches import Decision
from issuer.settings.issuer import IssuerSettings
from issuer.signed.row_agreement import require_module_agrees
from issuer.workbook.model import AttendanceRecords, Participant
from keys.custody.reloading import ring_keys
from register.database import reading
from register.holders import days_issued, erased_among, existing_attestations, issued_to, person_key


def plan_records(
    records: AttendanceRecords,
    *,
    register: Engine,
    settings: IssuerSettings,
    at: datetime,
    decisions: Mapping[int, Decision] = MappingProxyType({}),
) -> Plan:
    """Decide for each person what issuing would do; nothing is written.

    Args:
        records: the workbook, read.
        register: what was issued before.
        settings: the organisation's rule; its keys, by which rows are believed; and the secret by
            which those who were erased are known again.
        at: now.
        decisions: by row, who is the same person as somebody in the register, or is not.

    Raises:
        DisagreementError: a row of this module says something else than was signed.
        RegisterError: the register failed.
        ConfigurationError: the key ring, or the secret, cannot be read.
    """
    holders = [person.holder() for person in records.people if isinstance(person, Participant)]
    with reading(register) as session:
        require_module_agrees(session, records.module.code, ring_keys(settings.keys.ring))
        held = existing_attestations(session, records.module.code, holders)
        issued = issued_to(session, records.module.code)
        days = days_issued(session, records.module.code)
        erased = _erased(session, records.module.code, holders, settings.participant.secret_file)
    return plan_issue(
        records,
        held=held,
        issued=issued,
        erased=erased,
        days=days,
        decisions=decisions,
        settings=settings.issue,
        letterhead=settings.letterhead,
        at=at,
    )


def _erased(
    session: Session, code: str, holders: Sequence[Holder], secret_file: Path
) -> frozenset[str]:
    """Return the ``person_key`` of those whose record was erased at their request."""
    if not secret_file.is_file():  # nobody was ever erased here
        return frozenset()
    erased = ErasedKeys.open(secret_file)
    keys = {erased.key_after(code, key): key for key in map(person_key, holders)}
    return frozenset(keys[found] for found in erased_among(session, code, keys))
