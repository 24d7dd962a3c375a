"""Who holds one of a module, and what else a person was issued, is what was signed."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from attestation.errors import DisagreementError, RegisterError
from attestation.facts import Number
from attestation.formats.statement import Kind, Statement, sign_statement
from issuer.audit.log import publish_audit_head
from issuer.context import IssuerContext
from issuer.issuance.issue import issue
from issuer.lifecycle.erasure import erase_person
from issuer.lifecycle.person_export import export_person
from issuer.lifecycle.withdrawal import Correction, replace_attestation, withdraw
from issuer.planning.plan import Outcome, Plan
from issuer.planning.planning import plan_records
from issuer.workbook.model import AttendanceRecords, Participant
from register.database import reading, writing
from register.holders import ExistingAttestation, person_key
from register.reservation import Draft, reserve
from register.tables.attestations import State
from tests.support.issuer_contexts import make_deployment, open_issuer
from tests.support.mail_contexts import with_mail
from tests.support.workbooks import person, read_rows

CODE, OTHER_CODE = "AC-2026-10", "AC-2026-11"
HOURS = timedelta(hours=12)
ONE, TWO, NEW, ELSEWHERE = (Number(f"AC-2026-000{place}") for place in (1, 2, 4, 3))
PEOPLE = [person(family_name="Nom Un", email=None), person(family_name="Nom Deux", email=None)]
EDITS = [
    "person_key = 'x'",
    f"module_code = '{OTHER_CODE}'",
    "person_key = :third",
    "person_key = 'x', family_name = 'Autre'",
]


@pytest.fixture
def records(tmp_path: Path) -> AttendanceRecords:
    """A workbook of the two, and of a third who has none yet."""
    return read_rows(tmp_path, *PEOPLE, person(family_name="Nom Trois", email=None))


@pytest.fixture
def context(
    database_url: str, tmp_path: Path, records: AttendanceRecords
) -> Iterator[IssuerContext]:
    """An office that issued to two, and to the first of them of another module too."""
    context = open_issuer(make_deployment(tmp_path / "d", settings=with_mail(9, url=database_url)))
    drafts = drafts_of(records)
    module = plan_of(context, records).module
    issue(context, module, drafts[:2])
    issue(context, replace(module, code=OTHER_CODE), drafts[:1])
    publish_audit_head(context)
    yield context
    context.register.dispose()


def drafts_of(records: AttendanceRecords) -> list[Draft]:
    people = (one for one in records.people if isinstance(one, Participant))
    return [Draft(holder=one.holder(), email=None, attended=HOURS) for one in people]


def plan_of(context: IssuerContext, records: AttendanceRecords) -> Plan:
    return plan_records(
        records, register=context.register, settings=context.settings, at=context.now()
    )


def edit(context: IssuerContext, *statements: str, **values: object) -> None:
    with writing(context.register) as session:
        for statement in statements:
            session.execute(text(statement), values)


@pytest.mark.parametrize("change", EDITS)
def test_edited_key_leads_to_no_second_attestation_and_loses_none(
    context: IssuerContext, records: AttendanceRecords, change: str
) -> None:
    _, two, three = drafts_of(records)
    module = plan_of(context, records).module
    edit(
        context,
        f"UPDATE attestation SET {change} WHERE number = '{TWO}'",  # noqa: S608
        **({"third": person_key(three.holder)} if ":third" in change else {}),
    )
    correction = Correction(holder=two.holder, email=None)

    with pytest.raises(DisagreementError, match=TWO):
        plan_of(context, records)
    for code in (CODE, OTHER_CODE) if "module_code" in change else (CODE,):
        with pytest.raises(DisagreementError, match=TWO):
            issue(context, replace(module, code=code), [two, three])
    with pytest.raises(DisagreementError, match=TWO):
        replace_attestation(context, ONE, correction, reason="Erreur", who="ines")


def test_who_holds_one_is_found_as_before(
    context: IssuerContext, records: AttendanceRecords
) -> None:
    plan = plan_of(context, records)
    answers = issue(context, plan.module, plan.drafts())

    outcomes = [one.outcome for one in plan.people]
    assert outcomes == [Outcome.ISSUED, Outcome.ISSUED, Outcome.ENTITLED]
    assert answers == [NEW]


def test_edited_key_keeps_nothing_from_an_erasure(context: IssuerContext, tmp_path: Path) -> None:
    edit(context, f"UPDATE attestation SET person_key = 'x' WHERE number = '{ELSEWHERE}'")  # noqa: S608

    with pytest.raises(DisagreementError, match=ELSEWHERE):
        erase_person(context, ONE, who="ines")
    with pytest.raises(DisagreementError, match=ELSEWHERE):
        export_person(context, ONE, tmp_path / "out", who="ines")


@pytest.mark.parametrize(
    "change",
    [
        "person_key = 'x'",
        f"module_code = '{OTHER_CODE}'",
        "code = 'FFFFFFFFFFFFFFF0'",
        "status_index = 77",
    ],
)
def test_edited_record_of_somebody_erased_stops_the_next_issue(
    context: IssuerContext, records: AttendanceRecords, change: str
) -> None:
    erase_person(context, TWO, who="ines")
    module = plan_of(context, records).module
    edit(context, f"UPDATE attestation SET {change} WHERE number = '{TWO}'")  # noqa: S608

    with pytest.raises(DisagreementError, match=TWO):
        issue(context, module, drafts_of(records)[1:])
    with pytest.raises(DisagreementError, match=TWO):
        withdraw(context, TWO, reason="Erreur", who="ines")


def test_erasure_from_before_it_named_what_remains_counts(
    context: IssuerContext, records: AttendanceRecords
) -> None:
    erase_person(context, TWO, who="ines")
    with reading(context.register) as session:
        code = session.scalar(text("SELECT code FROM attestation WHERE number = :n"), {"n": TWO})
    earlier = Statement(kind=Kind.ERASED, code=code, made_at=context.instant())
    signed = sign_statement(earlier, signer=context.signer)
    edit(context, "UPDATE statement SET signed = :s WHERE kind = 'erased'", s=signed)

    plan = plan_of(context, records)

    assert issue(context, plan.module, plan.drafts()) == [NEW]


def test_what_no_column_of_ours_takes_is_a_refusal(
    context: IssuerContext, records: AttendanceRecords
) -> None:
    if context.register.dialect.name != "sqlite":
        pytest.skip("it keeps no words where a time should be")
    module = plan_of(context, records).module
    edit(context, "UPDATE session SET start = ''")

    with pytest.raises(RegisterError, match="impossible"):
        issue(context, module, drafts_of(records))


def test_reservation_given_the_key_of_somebody_hides_nothing_that_was_issued(
    context: IssuerContext, records: AttendanceRecords
) -> None:
    one, _, three = drafts_of(records)
    corrected = replace(three.holder, given_name="Corrigée")
    correction = Correction(holder=corrected, email=None)
    replaced = replace_attestation(context, ONE, correction, reason="Erreur", who="ines")
    module = plan_of(context, records).module
    with writing(context.register) as session:
        reserve(session, module, [three], prefix="AC", at=context.instant())
    edit(
        context,
        "UPDATE attestation SET person_key = :key WHERE state = 'reserved'",
        key=person_key(one.holder),
    )

    plan = plan_of(context, records)

    assert [one.number for one in plan.people[:2]] == [replaced, TWO]
    assert issue(context, module, [one]) == [
        ExistingAttestation(number=replaced, state=State.ISSUED)
    ]


@pytest.mark.parametrize("change", ["state = 'issued'", "status_list = 2", "status_list = 1234567"])
def test_reservation_that_says_more_than_it_is_stops_the_issue(
    context: IssuerContext, records: AttendanceRecords, change: str
) -> None:
    if context.register.dialect.name != "sqlite":
        pytest.skip("its constraints refuse some of it; the walk is on SQLite too")
    plan = plan_of(context, records)
    with writing(context.register) as session:
        reserve(session, plan.module, plan.drafts(), prefix="AC", at=context.instant())
    with writing(context.register) as session:
        session.execute(text("PRAGMA ignore_check_constraints = ON"))
        session.execute(text(f"UPDATE attestation SET {change} WHERE number = '{NEW}'"))  # noqa: S608

    with pytest.raises(DisagreementError, match=NEW):
        issue(context, plan.module, plan.drafts())
