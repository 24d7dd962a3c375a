"""Attestations are found by what somebody types of them, however they spell it."""

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from register.reservation import reserve
from register.search import search_records
from register.tables.attestations import AttestationRow
from tests.support.empty_registers import MODULE, issue_rows
from tests.support.issuer_contexts import make_draft
from tests.support.issuers import NOW

PEOPLE = [make_draft(), make_draft("Haile", "Tsegaye"), make_draft("Łukasiewicz", None)]


def found(session: Session, words: str, *, limit: int = 10) -> list[str]:
    records = search_records(session, words, limit=limit)
    return [one.attestation.holder.family_name for one in records]


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("agaoglu", ["Ağaoğlu"]),
        ("SUKRIYE ağao", ["Ağaoğlu"]),
        ("lukasiewicz", ["Łukasiewicz"]),
        ("ac-2026-10", ["Ağaoğlu", "Haile", "Łukasiewicz"]),
        ("haile ac-2026-10", ["Haile"]),
        ("haile agaoglu", []),
        ("nobody", []),
        ("  ", []),
        ("-", []),
    ],
)
def test_every_word_is_found_whatever_its_case_and_accents(
    session: Session, words: str, names: list[str]
) -> None:
    issue_rows(session, PEOPLE)

    assert found(session, words) == names


def test_number_and_code_find_one_attestation(session: Session) -> None:
    one, *_ = issue_rows(session, PEOPLE)

    assert found(session, one.number) == ["Ağaoğlu"]
    assert found(session, one.code) == ["Ağaoğlu"]


def test_no_more_are_found_than_are_asked_for(session: Session) -> None:
    issue_rows(session, PEOPLE)

    assert len(found(session, "ac-2026-10", limit=2)) == 2


def test_reserved_and_erased_records_are_found_by_no_word(session: Session) -> None:
    (one,) = issue_rows(session, PEOPLE[:1])
    reserve(session, MODULE, PEOPLE[1:2], prefix="AC", at=NOW)
    session.execute(
        update(AttestationRow).where(AttestationRow.number == one.number).values(erased_at=NOW)
    )

    assert found(session, "ac-2026-10") == []
