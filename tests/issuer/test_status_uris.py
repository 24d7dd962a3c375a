"""The verifier's address changes, and papers that name the old one stay good with the new ones."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from attestation.facts import Number
from attestation.verdict.verdicts import Genuine
from issuer.context import Office
from issuer.issuance.issue import issue
from issuer.issuance.status_lists import publish_all
from issuer.lifecycle.withdrawal import withdraw
from register.database import writing
from register.lookup import Lookup
from tests.support.issuers import ADDRESS
from tests.support.offices import (
    Judge,
    at,
    make_deployment,
    make_draft,
    make_module,
    open_office,
)

OTHER = "https://typo.passages.example"


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return open_office(make_deployment(tmp_path))


def elsewhere(office: Office, address: str = OTHER) -> Office:
    """Change ``issue.verifier`` in the settings."""
    issue_settings = office.settings.issue.model_copy(update={"verifier": address})
    return replace(office, settings=replace(office.settings, issue=issue_settings))


def issue_one(office: Office, name: str) -> Number:
    (answer,) = issue(office, make_module(), [make_draft(name)])
    return Number(str(answer))


def verdicts(office: Office, *numbers: Number) -> list[str]:
    judge = Judge.of(office)
    return [judge.verdict(number).name for number in numbers]


def test_changed_address_leaves_old_and_new_papers_genuine(office: Office) -> None:
    old = issue_one(office, "Bah")
    moved = elsewhere(at(office, timedelta(days=1)))

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


def test_typo_put_back_leaves_what_was_issued_meanwhile_genuine(office: Office) -> None:
    first = issue_one(office, "Bah")
    meanwhile = issue_one(elsewhere(office), "Diallo")
    publish_all(elsewhere(office), who="ines")

    publish_all(office, who="ines")

    assert verdicts(office, first, meanwhile) == ["genuine", "genuine"]


def test_withdrawal_is_in_the_list_of_every_uri(office: Office) -> None:
    old, new = issue_one(office, "Bah"), issue_one(elsewhere(office), "Diallo")

    withdraw(elsewhere(office), old, reason="erreur", who="ines")
    withdraw(office, new, reason="erreur", who="ines")

    with writing(office.register) as session:  # only the lists are left to say so
        session.execute(text("DELETE FROM statement WHERE kind = 'withdrawn'"))
    assert verdicts(office, old, new) == ["withdrawn", "withdrawn"]


def test_register_whose_lists_were_signed_for_another_uri_heals(office: Office) -> None:
    old, new = issue_one(office, "Bah"), issue_one(elsewhere(office), "Diallo")
    # As programs before this one left it: one row, of the old uri, with the new one's list in it.
    with writing(office.register) as session:
        token = Lookup(office.register).status_list(1, uri=f"{OTHER}/status/1")
        session.execute(text("DELETE FROM status_list WHERE uri LIKE 'https://typo%'"))
        session.execute(text("UPDATE status_list SET token = :token"), {"token": token})
    assert verdicts(office, old, new) == ["cannot_check", "cannot_check"]

    publish_all(office, who="ines")

    assert verdicts(office, old, new) == ["genuine", "genuine"]


def test_uri_that_only_a_credential_names_is_found_again(office: Office) -> None:
    number = issue_one(office, "Bah")
    with writing(office.register) as session:
        session.execute(text("DELETE FROM status_list"))

    publish_all(elsewhere(office), who="ines")

    assert isinstance(Judge.of(office).verdict(number), Genuine)


def test_list_is_signed_under_no_uri_of_another_number(office: Office) -> None:
    number = issue_one(office, "Bah")
    withdraw(office, number, reason="erreur", who="ines")
    with writing(office.register) as session:
        session.execute(text("UPDATE status_list SET list_number = 2"))
        session.execute(text("DELETE FROM statement WHERE kind = 'withdrawn'"))

    publish_all(office, who="ines")

    assert verdicts(office, number) == ["withdrawn"]


def test_damaged_rows_keep_no_list_from_being_published(office: Office) -> None:
    number = issue_one(office, "Bah")
    issue_one(office, "Diallo")
    with writing(office.register) as session:
        session.execute(
            text("UPDATE attestation SET credential = x'00' WHERE number <> :n"), {"n": number}
        )
        session.execute(text("UPDATE status_list SET uri = 'nowhere', token = x'00'"))

    publish_all(office, who="ines")

    assert isinstance(Judge.of(office).verdict(number), Genuine)


def test_each_uri_is_served_its_own_list(office: Office) -> None:
    issue_one(office, "Bah")
    issue_one(elsewhere(office), "Diallo")
    lookup = Lookup(office.register)

    served = [lookup.status_list(1, uri=f"{address}/status/1") for address in (ADDRESS, OTHER)]

    assert None not in served
    assert served[0] != served[1]
    assert lookup.status_list(1) in served
    assert lookup.status_list(2) is None
