"""The verifier's address changes, and papers that name the old one stay good with the new ones."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from attestation.facts import Number
from attestation.verdict.verdicts import Genuine
from issuer.context import IssuerContext
from issuer.issuance.issue import issue
from issuer.issuance.status_lists import publish_all
from issuer.lifecycle.withdrawal import withdraw
from register.database import writing
from register.lookup import Lookup
from tests.support.issuer_contexts import (
    Checker,
    at,
    make_deployment,
    make_draft,
    make_module,
    open_issuer,
)
from tests.support.issuers import ADDRESS

OTHER = "https://typo.passages.example"


@pytest.fixture
def context(tmp_path: Path) -> IssuerContext:
    return open_issuer(make_deployment(tmp_path))


def elsewhere(context: IssuerContext, address: str = OTHER) -> IssuerContext:
    """Change ``issue.verifier`` in the settings."""
    issue_settings = context.settings.issue.model_copy(update={"verifier": address})
    return replace(context, settings=replace(context.settings, issue=issue_settings))


def issue_one(context: IssuerContext, name: str) -> Number:
    (answer,) = issue(context, make_module(), [make_draft(name)])
    return Number(str(answer))


def verdicts(context: IssuerContext, *numbers: Number) -> list[str]:
    checker = Checker.of(context)
    return [checker.verdict(number).name for number in numbers]


def test_changed_address_leaves_old_and_new_papers_genuine(context: IssuerContext) -> None:
    old = issue_one(context, "Bah")
    moved = elsewhere(at(context, timedelta(days=1)))

    lists = publish_all(moved, who="ines")
    new = issue_one(moved, "Diallo")

    assert [one.uri for one in lists] == [f"{ADDRESS}/status/1"]
    assert verdicts(moved, old, new) == ["genuine", "genuine"]
    later = at(moved, timedelta(days=40))
    assert {one.uri for one in publish_all(later, who="ines")} == {
        f"{ADDRESS}/status/1",
        f"{OTHER}/status/1",
    }
    assert verdicts(later, old, new) == ["genuine", "genuine"]


def test_typo_put_back_leaves_what_was_issued_meanwhile_genuine(context: IssuerContext) -> None:
    first = issue_one(context, "Bah")
    meanwhile = issue_one(elsewhere(context), "Diallo")
    publish_all(elsewhere(context), who="ines")

    publish_all(context, who="ines")

    assert verdicts(context, first, meanwhile) == ["genuine", "genuine"]


def test_withdrawal_is_in_the_list_of_every_uri(context: IssuerContext) -> None:
    old, new = issue_one(context, "Bah"), issue_one(elsewhere(context), "Diallo")

    withdraw(elsewhere(context), old, reason="erreur", who="ines")
    withdraw(context, new, reason="erreur", who="ines")

    with writing(context.register) as session:  # only the lists are left to say so
        session.execute(text("DELETE FROM statement WHERE kind = 'withdrawn'"))
    assert verdicts(context, old, new) == ["withdrawn", "withdrawn"]


def test_register_whose_lists_were_signed_for_another_uri_heals(context: IssuerContext) -> None:
    old, new = issue_one(context, "Bah"), issue_one(elsewhere(context), "Diallo")
    # As programs before this one left it: one row, of the old uri, with the new one's list in it.
    with writing(context.register) as session:
        token = Lookup(context.register).status_list(1, uri=f"{OTHER}/status/1")
        session.execute(text("DELETE FROM status_list WHERE uri LIKE 'https://typo%'"))
        session.execute(text("UPDATE status_list SET token = :token"), {"token": token})
    assert verdicts(context, old, new) == ["cannot_check", "cannot_check"]

    publish_all(context, who="ines")

    assert verdicts(context, old, new) == ["genuine", "genuine"]


def test_uri_that_only_a_credential_names_is_found_again(context: IssuerContext) -> None:
    number = issue_one(context, "Bah")
    with writing(context.register) as session:
        session.execute(text("DELETE FROM status_list"))

    publish_all(elsewhere(context), who="ines")

    assert isinstance(Checker.of(context).verdict(number), Genuine)


def test_list_is_signed_under_no_uri_of_another_number(context: IssuerContext) -> None:
    number = issue_one(context, "Bah")
    withdraw(context, number, reason="erreur", who="ines")
    with writing(context.register) as session:
        session.execute(text("UPDATE status_list SET list_number = 2"))
        session.execute(text("DELETE FROM statement WHERE kind = 'withdrawn'"))

    publish_all(context, who="ines")

    assert verdicts(context, number) == ["withdrawn"]


def test_damaged_rows_keep_no_list_from_being_published(context: IssuerContext) -> None:
    number = issue_one(context, "Bah")
    issue_one(context, "Diallo")
    with writing(context.register) as session:
        session.execute(
            text("UPDATE attestation SET credential = x'00' WHERE number <> :n"), {"n": number}
        )
        session.execute(text("UPDATE status_list SET uri = 'nowhere', token = x'00'"))

    publish_all(context, who="ines")

    assert isinstance(Checker.of(context).verdict(number), Genuine)


def test_each_uri_is_served_its_own_list(context: IssuerContext) -> None:
    issue_one(context, "Bah")
    issue_one(elsewhere(context), "Diallo")
    lookup = Lookup(context.register)

    served = [lookup.status_list(1, uri=f"{address}/status/1") for address in (ADDRESS, OTHER)]

    assert None not in served
    assert served[0] != served[1]
    assert lookup.status_list(1) in served
    assert lookup.status_list(2) is None
