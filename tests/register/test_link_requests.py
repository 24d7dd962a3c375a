"""Requests for lost links: kept up to a number, taken once, and looked up by address and birth."""

from sqlalchemy.orm import Session

from attestation.formats.statement import Kind
from register.issuance import end
from register.link_requests import add_request, keep_waiting, known_as, take_requests
from tests.support.empty_registers import issue_rows
from tests.support.issuer_contexts import make_draft
from tests.support.issuers import NOW


def ask(session: Session, address: str, *, most: int = 10) -> bool:
    kept = add_request(
        session, address=address, birth_date="1988-02-29", language=None, at=NOW, most=most
    )
    session.flush()
    return kept


def test_no_more_requests_are_kept_than_may_wait(session: Session) -> None:
    assert [ask(session, f"{name}@example.org", most=2) for name in "abc"] == [True, True, False]


def test_request_is_taken_once_and_may_be_put_back(session: Session) -> None:
    ask(session, "a@example.org")
    ask(session, "b@example.org")

    taken = take_requests(session)
    assert [one.address for one in taken] == ["a@example.org", "b@example.org"]
    assert take_requests(session) == []

    keep_waiting(session, taken[1:])
    session.flush()
    assert take_requests(session) == taken[1:]


def test_person_is_known_by_the_address_in_any_case_and_the_whole_birth_date(
    session: Session,
) -> None:
    one, other = issue_rows(session, [make_draft(), make_draft("Haile", None)])
    end(session, other.number, Kind.REPLACED, b"statement", at=NOW)

    known = known_as(session, address="S@Example.ORG", birth_date="1988-02-29")

    assert [record.attestation.number for record in known] == [one.number]
    assert known_as(session, address="s@example.org", birth_date="1988-02") == []
