"""What is signed or witnessed next is free, counted and ours, and nothing is missing."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from attestation.errors import DisagreementError
from attestation.facts import Number
from attestation.formats.statement import Kind, Statement, sign_statement
from attestation.verdict.verdicts import Genuine, Withdrawn
from issuer.audit.log import publish_audit_head
from issuer.context import IssuerContext
from issuer.export.documents import export_documents
from issuer.issuance.issue import issue
from issuer.issuance.status_lists import publish_all
from issuer.lifecycle.checkpoints import prepare_checkpoint
from issuer.lifecycle.erasure import erase_person
from issuer.lifecycle.withdrawal import withdraw
from keys.custody.keyring import open_ring, trust_bundle
from keys.trust import TrustStore, load_trust_store
from register.attestations import record
from register.database import reading, writing
from register.reservation import reserve
from tests.support.issuer_contexts import (
    Checker,
    at,
    make_deployment,
    make_drafts,
    make_module,
    open_issuer,
)
from tests.support.issuers import NOW

MODULE = make_module()
ONE, TWO, LEFT = (Number(f"AC-2026-000{place}") for place in (1, 2, 3))
LATER = timedelta(hours=1)


@pytest.fixture
def context(tmp_path: Path) -> Iterator[IssuerContext]:
    """An issuer with two attestations, and a reservation that a run left behind."""
    context = open_issuer(make_deployment(tmp_path))
    issue(context, MODULE, make_drafts(2))
    with writing(context.register) as session:
        reserve(session, MODULE, make_drafts(3)[2:], prefix="AC", at=context.instant())
    publish_audit_head(context)
    yield context
    context.register.dispose()


def edit(context: IssuerContext, *statements: str, **values: object) -> None:
    with writing(context.register) as session:
        for statement in statements:
            session.execute(text(statement), values)


def trust_of(context: IssuerContext) -> TrustStore:
    return load_trust_store(trust_bundle(open_ring(context.settings.keys.ring)))


def moved(column: str) -> tuple[str, ...]:
    """Give the left reservation what the first attestation has, and that one something else."""
    where = "FROM attestation WHERE number = 'AC-2026-0001'"
    return (
        "CREATE TEMP TABLE kept AS SELECT status_index, code " + where,
        f"UPDATE attestation SET {column} = 'FFFFFFFFFFFFFFF0' WHERE number = 'AC-2026-0001'"  # noqa: S608
        if column == "code"
        else "UPDATE attestation SET status_index = 5 WHERE number = 'AC-2026-0001'",
        f"UPDATE attestation SET {column} = (SELECT {column} FROM kept) WHERE state = 'reserved'",  # noqa: S608
        "DROP TABLE kept",
    )


@pytest.mark.parametrize(
    "edits",
    [
        moved("code"),
        moved("status_index"),
        ("UPDATE attestation SET status_index = -1 WHERE state = 'reserved'",),
        ("UPDATE attestation SET status_list = 0 WHERE state = 'reserved'",),
        ("UPDATE attestation SET number = 'AC-2026-0009' WHERE state = 'reserved'",),
        ("UPDATE attestation SET number = 'ZZ-2026-0001' WHERE state = 'reserved'",),
        ("UPDATE attestation SET number = 'AC-2025-x' WHERE state = 'reserved'",),
    ],
)
def test_reservation_that_is_not_free_is_never_signed(
    context: IssuerContext, edits: tuple[str, ...]
) -> None:
    edit(context, *edits)

    with pytest.raises(DisagreementError, match=r"[A-Z]{2}-\d{4}-"):
        issue(context, MODULE, make_drafts(3))

    with reading(context.register) as session:
        issued = session.scalar(text("SELECT count(*) FROM attestation WHERE state = 'issued'"))
    assert issued == 2


def test_number_of_another_is_never_signed_again(context: IssuerContext) -> None:
    edit(
        context,
        "PRAGMA defer_foreign_keys = ON",
        "UPDATE attestation SET number = 'AC-2026-0000' WHERE number = 'AC-2026-0001'",
        "UPDATE statement SET number = 'AC-2026-0000' WHERE number = 'AC-2026-0001'",
        "UPDATE document SET number = 'AC-2026-0000' WHERE number = 'AC-2026-0001'",
        "UPDATE attestation SET number = 'AC-2026-0001' WHERE state = 'reserved'",
    )

    with pytest.raises(DisagreementError, match="AC-2026-0000"):
        issue(context, MODULE, make_drafts(3)[2:])


def test_reservation_at_a_condemned_place_is_never_signed(context: IssuerContext) -> None:
    withdraw(context, ONE, reason="Erreur", who="ines")
    publish_audit_head(context)
    with reading(context.register) as session:
        index = session.scalar(text("SELECT status_index FROM attestation ORDER BY number"))
    edit(context, "DELETE FROM statement WHERE number = :n", n=ONE)
    edit(context, "DELETE FROM document WHERE number = :n", n=ONE)
    edit(context, "DELETE FROM attestation WHERE number = :n", n=ONE)
    edit(context, "UPDATE attestation SET status_index = :i WHERE state = 'reserved'", i=index)

    with pytest.raises(DisagreementError, match=LEFT):
        issue(context, MODULE, make_drafts(3)[2:])


@pytest.mark.parametrize("change", ["UPDATE counter SET last = 1", "DELETE FROM counter"])
def test_lowered_counter_gives_no_number_again(context: IssuerContext, change: str) -> None:
    edit(context, change)

    with pytest.raises(DisagreementError, match=LEFT):
        issue(context, MODULE, make_drafts(5)[3:])


def test_reservation_that_is_free_is_taken_up(context: IssuerContext) -> None:
    assert issue(context, MODULE, make_drafts(3))[2] == LEFT


def test_withdrawal_is_published_though_the_list_was_taken_away(context: IssuerContext) -> None:
    edit(context, "DELETE FROM status_list")

    withdraw(context, ONE, reason="Erreur", who="ines")

    assert isinstance(Checker.of(context).verdict(ONE), Withdrawn)
    assert isinstance(Checker.of(context).verdict(TWO), Genuine)


def test_list_that_was_taken_away_is_published_for_the_uris_of_credentials(
    context: IssuerContext,
) -> None:
    withdraw(context, ONE, reason="Erreur", who="ines")
    publish_audit_head(context)
    edit(context, "DELETE FROM status_list")

    lists = publish_all(at(context, LATER), who="ines")

    assert [one.uri for one in lists] == [f"{context.settings.issue.verifier}/status/1"]
    assert isinstance(Checker.of(context).verdict(ONE), Withdrawn)


@pytest.mark.parametrize(
    "change",
    [
        "DELETE FROM statement WHERE number = 'AC-2026-0001' AND kind = 'withdrawn'",
        "DELETE FROM statement WHERE number = 'AC-2026-0002'",
        "UPDATE statement SET signed = x'00' WHERE number = 'AC-2026-0002'",
        "UPDATE statement SET number = 'AC-2026-0003' WHERE number = 'AC-2026-0002'",
        "UPDATE statement SET number = 'AC-2026-0001' WHERE number = 'AC-2026-0002'",
        "UPDATE attestation SET credential = x'00' WHERE number = 'AC-2026-0002' AND (SELECT 1)",
    ],
)
def test_statement_that_is_not_ours_or_missing_stops_the_next_checkpoint(
    context: IssuerContext, change: str
) -> None:
    withdraw(context, ONE, reason="Erreur", who="ines")
    if "credential" in change:
        change = change.replace(
            "x'00'", "(SELECT credential FROM attestation WHERE number = 'AC-2026-0001')"
        )
    edit(context, change)

    with pytest.raises(DisagreementError, match="AC-2026-000"):
        prepare_checkpoint(context.register, trust=trust_of(context), at=NOW)


def test_statement_under_no_number_stops_the_next_checkpoint(context: IssuerContext) -> None:
    with reading(context.register) as session:
        found = record(session, TWO)
    assert found
    stranger = Statement(kind=Kind.ERASED, code=found.attestation.code, made_at=NOW)
    edit(
        context,
        "PRAGMA defer_foreign_keys = ON",
        "INSERT INTO statement (number, kind, made_at, signed) "
        "SELECT 'AC-2026-0003', 'erased', made_at, :signed FROM statement LIMIT 1",
        signed=sign_statement(stranger, signer=context.signer),
    )

    with pytest.raises(DisagreementError, match=LEFT):
        prepare_checkpoint(context.register, trust=trust_of(context), at=NOW)


def test_statement_that_stands_twice_stops_the_next_checkpoint(context: IssuerContext) -> None:
    edit(
        context,
        "INSERT INTO statement (number, kind, made_at, signed) "
        "SELECT number, kind, made_at, signed FROM statement LIMIT 1",
    )

    with pytest.raises(DisagreementError, match=ONE):
        prepare_checkpoint(context.register, trust=trust_of(context), at=NOW)


def test_what_was_signed_and_erased_is_witnessed(context: IssuerContext) -> None:
    erase_person(context, TWO, who="ines")

    head = prepare_checkpoint(context.register, trust=trust_of(context), at=NOW)

    assert head is not None
    assert head.size == 3


def test_nobody_is_issued_to_over_a_lost_row(context: IssuerContext) -> None:
    lose(context, "attestation")

    with pytest.raises(DisagreementError, match=TWO):
        issue(context, MODULE, make_drafts(2))


@pytest.mark.parametrize("table", ["attestation", "document"])
def test_what_was_taken_away_stops_the_export(
    context: IssuerContext, tmp_path: Path, table: str
) -> None:
    lose(context, table)

    with pytest.raises(DisagreementError, match=TWO):
        export_documents(
            context.register, tmp_path / "out", keys=context.trusted, module_code=MODULE.code
        )


def test_list_is_signed_for_no_uri_that_only_a_row_names(context: IssuerContext) -> None:
    edit(context, "UPDATE status_list SET uri = 'https://x.example/status/2', list_number = 2")

    lists = publish_all(at(context, LATER), who="ines")

    assert [one.uri for one in lists] == [f"{context.settings.issue.verifier}/status/1"]


def lose(context: IssuerContext, table: str) -> None:
    """Take the second one's row away, as nobody does who keeps the references."""
    with closing(sqlite3.connect(str(context.register.url.database))) as connection:
        connection.execute(f"DELETE FROM {table} WHERE number = ?", (TWO,))  # noqa: S608
        connection.commit()
