"""Whoever writes the database gets no signature for it: rows edited around each act."""

import io
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from sqlalchemy import text

from attestation.errors import (
    AttestationError,
    DisagreementError,
    EndingRefusedError,
    RegisterError,
)
from attestation.facts import Number
from attestation.formats.statement import Kind, Statement, sign_statement
from attestation.partial_date import PartialDate
from attestation.verdict.verdicts import Genuine, Withdrawn
from issuer.audit.log import publish_audit_head
from issuer.context import IssuerContext
from issuer.desk.pages.bundles import page_image, write_print_file, zip_documents
from issuer.document.extraction import read_document
from issuer.export.documents import export_documents
from issuer.issuance.issue import issue
from issuer.issuance.status_lists import publish_all
from issuer.lifecycle.erasure import erase_person
from issuer.lifecycle.extension import due, everything, extend
from issuer.lifecycle.person_export import export_person
from issuer.lifecycle.withdrawal import Correction, replace_attestation, withdraw
from issuer.participant.document import issued_document
from register.attestations import document, record, records
from register.database import reading, writing
from tests.support.issuer_contexts import (
    Checker,
    at,
    make_deployment,
    make_drafts,
    make_module,
    open_issuer,
)
from tests.support.issuers import make_issuer

MODULE = make_module()
ONE, OTHER = Number("AC-2026-0001"), Number("AC-2026-0002")


@pytest.fixture
def context(tmp_path: Path) -> Iterator[IssuerContext]:
    """An issuer with three attestations."""
    context = open_issuer(make_deployment(tmp_path))
    issue(context, MODULE, make_drafts(3))
    publish_audit_head(context)
    yield context
    context.register.dispose()


def edit(context: IssuerContext, statement: str, **values: object) -> None:
    with writing(context.register) as session:
        session.execute(text(statement), values)


def corrected(context: IssuerContext, number: Number = ONE) -> Correction:
    holder = replace(make_drafts(1)[0].holder, given_name="Autre")
    return Correction(holder=holder, email=None)


def swap(context: IssuerContext, column: str) -> None:
    """Exchange the values of a unique column of the first two."""
    with reading(context.register) as session:
        rows = session.execute(
            text(f"SELECT number, {column} FROM attestation ORDER BY number LIMIT 2")  # noqa: S608
        ).all()
    (_, first), (_, second) = rows
    for number, value in ((ONE, None), (OTHER, first), (ONE, second)):
        spare = "FFFFFFFFFFFFFFF0" if column == "code" else 99999
        edit(
            context,
            f"UPDATE attestation SET {column} = :value WHERE number = :number",  # noqa: S608
            number=number,
            value=spare if value is None else value,
        )


@pytest.mark.parametrize(
    "change",
    [
        "minutes = 9120",
        "birth_date = '1955-05-05'",
        "module_title = 'Examen B1 réussi'",
        "first_day = '2020-01-01'",
        "status_index = 77",
        "status_list = 2",
        "person_key = 'x'",
        "family_name = 'Quelqu’un'",
        "issued_at = '2020-01-01 00:00:00.000000'",
        "credential = (SELECT credential FROM attestation WHERE number = 'AC-2026-0002')",
    ],
)
def test_nothing_is_signed_over_an_edited_row(context: IssuerContext, change: str) -> None:
    edit(context, f"UPDATE attestation SET {change} WHERE number = '{ONE}'")  # noqa: S608

    for action in (
        lambda: withdraw(context, ONE, reason="Erreur", who="ines"),
        lambda: replace_attestation(context, ONE, corrected(context), reason="Erreur", who="ines"),
        lambda: erase_person(context, ONE, who="ines"),
    ):
        with pytest.raises(RegisterError, match=ONE):
            action()


@pytest.mark.parametrize("column", ["code", "status_index", "credential"])
def test_swapped_rows_end_nobody(context: IssuerContext, column: str) -> None:
    swap(context, column)

    with pytest.raises(RegisterError, match=ONE):
        withdraw(context, ONE, reason="Erreur", who="ines")


def test_withdrawal_stands_without_its_statement_and_state(context: IssuerContext) -> None:
    withdraw(context, ONE, reason="Erreur", who="ines")
    publish_audit_head(context)
    edit(context, "DELETE FROM statement WHERE number = :n AND kind = 'withdrawn'", n=ONE)
    edit(context, "UPDATE attestation SET state = 'issued'")

    later = at(context, timedelta(hours=1))
    publish_all(later, who="ines")

    assert isinstance(Checker.of(later).verdict(ONE), Withdrawn)
    assert isinstance(Checker.of(later).verdict(OTHER), Genuine)


def test_withdrawal_stands_when_an_older_list_is_put_back(context: IssuerContext) -> None:
    with reading(context.register) as session:
        (token,) = session.scalars(text("SELECT token FROM status_list"))
    withdraw(context, ONE, reason="Erreur", who="ines")
    publish_audit_head(context)
    edit(context, "DELETE FROM statement WHERE number = :n AND kind = 'withdrawn'", n=ONE)
    edit(context, "UPDATE attestation SET state = 'issued'")
    edit(context, "UPDATE status_list SET token = :token", token=token)
    publish_audit_head(context)  # the older one is not taken for the newest

    later = at(context, timedelta(hours=1))
    publish_all(later, who="ines")

    assert isinstance(Checker.of(later).verdict(ONE), Withdrawn)


def test_withdrawal_stands_when_all_lists_are_lost(context: IssuerContext) -> None:
    withdraw(context, ONE, reason="Erreur", who="ines")
    edit(context, "DELETE FROM status_list")

    publish_all(context, who="ines")

    assert isinstance(Checker.of(context).verdict(ONE), Withdrawn)


def test_state_that_nobody_signed_condemns_nobody(context: IssuerContext) -> None:
    edit(context, f"UPDATE attestation SET state = 'withdrawn' WHERE number = '{ONE}'")  # noqa: S608

    publish_all(context, who="ines")

    assert isinstance(Checker.of(context).verdict(ONE), Genuine)


def test_what_is_withdrawn_is_never_replaced_a_second_time_or_extended(
    context: IssuerContext,
) -> None:
    new = replace_attestation(context, ONE, corrected(context), reason="Erreur", who="ines")
    edit(context, f"UPDATE attestation SET state = 'issued' WHERE number = '{ONE}'")  # noqa: S608
    edit(context, f"UPDATE attestation SET replaces = NULL WHERE number = '{new}'")  # noqa: S608

    with pytest.raises(RegisterError, match=ONE):
        withdraw(context, ONE, reason="Erreur", who="ines")
    edit(context, "DELETE FROM statement WHERE number = :n AND kind = 'replaced'", n=ONE)
    with pytest.raises(RegisterError, match=ONE):
        replace_attestation(
            context, ONE, replace_given(corrected(context), "Encore"), reason="Erreur", who="ines"
        )


def replace_given(correction: Correction, given_name: str) -> Correction:
    return replace(correction, holder=replace(correction.holder, given_name=given_name))


def test_birth_date_of_the_correction_is_all_that_changes(context: IssuerContext) -> None:
    holder = replace(make_drafts(1)[0].holder, birth_date=PartialDate(year=1980))

    new = replace_attestation(
        context, ONE, Correction(holder=holder, email=None), reason="date corrigée", who="ines"
    )

    with reading(context.register) as session:
        old, successor = record(session, ONE), record(session, new)
    assert old
    assert successor
    assert (
        replace(
            successor.attestation,
            number=ONE,
            code=old.attestation.code,
            holder=old.attestation.holder,
        )
        == old.attestation
    )


def test_document_of_an_edited_row_is_never_extended(context: IssuerContext) -> None:
    swap(context, "code")

    with pytest.raises(AttestationError):
        extend(context, [ONE], who="ines")


@pytest.mark.parametrize("change", ["state = 'withdrawn'", "erased_at = issued_at"])
def test_row_that_says_it_ended_is_not_left_out_in_silence(
    context: IssuerContext, change: str
) -> None:
    edit(context, f"UPDATE attestation SET {change} WHERE number = '{ONE}'")  # noqa: S608

    for chosen in (everything, due):
        with pytest.raises(DisagreementError, match=ONE):
            chosen(context)


def test_what_ended_and_was_erased_is_left_out_of_extending(context: IssuerContext) -> None:
    withdraw(context, ONE, reason="Erreur", who="ines")
    erase_person(context, OTHER, who="ines")

    assert everything(context) == due(context) == ["AC-2026-0003"]


def test_attestation_whose_end_only_a_list_says_is_withdrawn_again_or_erased(
    context: IssuerContext,
) -> None:
    for number in (ONE, OTHER):
        withdraw(context, number, reason="Erreur", who="ines")
    publish_audit_head(context)
    stranger = make_issuer().signer
    with reading(context.register) as session:
        code = session.scalar(text("SELECT code FROM attestation ORDER BY number"))
    foreign = Statement(
        kind=Kind.WITHDRAWN, code=code, made_at=context.instant(), reason="Diallo l’a demandé"
    )
    signed = sign_statement(foreign, signer=stranger)
    edit(context, "UPDATE statement SET signed = :s WHERE kind = 'withdrawn'", s=signed)

    withdraw(context, ONE, reason="Erreur", who="ines")
    erase_person(context, OTHER, who="ines")

    assert isinstance(Checker.of(context).verdict(ONE), Withdrawn)
    with pytest.raises(EndingRefusedError, match="déjà retirée"):
        withdraw(context, ONE, reason="Erreur", who="ines")


@pytest.mark.parametrize("of", [ONE, OTHER])
def test_edited_document_is_given_to_nobody(
    context: IssuerContext, tmp_path: Path, of: Number
) -> None:
    with reading(context.register) as session:
        content = document(session, of) or b""
    if of == OTHER:  # the other one's document, with all that was signed about it
        edit(context, "DELETE FROM document WHERE number = :one", one=ONE)
        edit(context, "UPDATE document SET number = :one WHERE number = :other", one=ONE, other=of)
        edit(context, "UPDATE statement SET number = :one WHERE number = :other", one=ONE, other=of)
    else:
        edit(
            context,
            "UPDATE document SET content = :new WHERE number = :n",
            new=content + b"x",
            n=of,
        )
    keys = context.trusted
    ways: list[Callable[[], object]] = [
        lambda: export_documents(context.register, tmp_path / "out", keys=keys),
        lambda: zip_documents(context, MODULE.code),
        lambda: write_print_file(context, MODULE.code, io.BytesIO(), count=1),
        lambda: page_image(context, ONE),
        lambda: issued_document(context.register, ONE, keys=keys),
        lambda: export_person(context, ONE, tmp_path / "person", who="ines"),
    ]
    for way in ways:
        with pytest.raises(DisagreementError, match="AC-2026-000"):
            way()
    assert not list(tmp_path.glob("person/*"))


@pytest.mark.parametrize("is_before", [False, True], ids=["signed", "from before"])
@pytest.mark.parametrize(
    "change",
    [
        "UPDATE session SET theme = 'Examen B1 réussi'",
        "UPDATE session SET theme = NULL WHERE day = (SELECT min(day) FROM session)",
        "UPDATE session SET day = '2026-10-20' WHERE day = (SELECT min(day) FROM session)",
        "DELETE FROM session",
        "UPDATE module SET title = 'Examen B1 réussi'",
        "UPDATE printed SET content = CAST(replace(content, 'Histoire', 'Examen') AS BLOB)",
        "UPDATE printed SET content = CAST(replace(content, '\"fr\"', '\"nl\"') AS BLOB)",
        "DELETE FROM printed",
        "UPDATE attestation SET attendance = NULL",
        "SELECT 1",
    ],
)
def test_successor_prints_the_module_that_was_issued(
    context: IssuerContext, change: str, *, is_before: bool
) -> None:
    if is_before:
        forget_what_is_printed(context)
    edit(context, change)

    refused = expect_disagreement(
        lambda: replace_attestation(context, ONE, corrected(context), reason="Erreur", who="ines")
    )

    if change == "SELECT 1":
        assert not refused
    if refused:
        return
    with reading(context.register) as session:
        new = max(one.attestation.number for one in records(session))
        pages = [read_document(document(session, one) or b"") for one in (OTHER, new)]
    assert [page and page.text.count("Histoire de la Belgique") for page in pages] == [3, 3]
    assert pages[1]
    assert "Examen" not in pages[1].text
    assert "Attestation de fréquentation" in pages[1].text


def forget_what_is_printed(context: IssuerContext) -> None:
    """Make the first attestation one of a program that signed no digest of what is printed."""
    with reading(context.register) as session:
        found, content = record(session, ONE), document(session, ONE)
    assert found
    statement = Statement(
        kind=Kind.ISSUED,
        code=found.attestation.code,
        made_at=found.attestation.issued_at,
        digest=sha256(content or b"").digest(),
    )
    signed = sign_statement(statement, signer=context.signer)
    edit(context, "UPDATE statement SET signed = :signed WHERE number = :n", signed=signed, n=ONE)


def expect_disagreement(action: Callable[[], object]) -> bool:
    """Check whether an act was refused, and by the number of its attestation."""
    try:
        action()
    except DisagreementError as error:
        return str(ONE) in str(error)
    return False
