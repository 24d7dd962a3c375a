"""The tree over all statements: a place for each, once; a head's proofs; no past that changed."""

import pytest
from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from attestation.errors import RegisterError
from attestation.formats.statement import Kind
from register.checkpoints import (
    checkpoints,
    inclusions,
    new_statements,
    numbers_without_statement,
    order_statements,
    store_checkpoint,
    tree_of,
)
from register.issuance import add_statement, end
from register.tables.attestations import AttestationRow, State, StatementRow
from register.tables.checkpoints import LeafRow
from tests.support.empty_registers import issue_rows
from tests.support.issuer_contexts import make_drafts
from tests.support.issuers import NOW


def keep_head(session: Session, token: bytes, *, distrusted: tuple[int, ...] = ()) -> int:
    tree = tree_of(session, size=order_statements(session))
    return store_checkpoint(session, token, tree, made_at=NOW, distrusted=distrusted)


def test_statement_gets_its_place_once_and_at_the_end(session: Session) -> None:
    issue_rows(session, make_drafts(2))
    assert len(list(new_statements(session))) == 2
    assert order_statements(session) == 2
    before = tree_of(session, size=2).root

    issue_rows(session, make_drafts(3)[2:])

    assert order_statements(session) == 3
    assert list(new_statements(session)) == []
    assert tree_of(session, size=2).root == before


def test_head_proves_what_it_is_the_first_to_cover(session: Session) -> None:
    first, *_ = issue_rows(session, make_drafts(3))
    assert keep_head(session, b"first") == 3
    add_statement(session, first.number, Kind.WITHDRAWN, b"withdrawn", at=NOW)
    session.flush()
    assert keep_head(session, b"second") == 1

    assert [one.checkpoint for one in inclusions(session, first.number)] == [b"first", b"second"]
    assert [one.token for one in checkpoints(session)] == [b"second", b"first"]


def test_head_that_is_distrusted_proves_nothing_any_more(session: Session) -> None:
    first, *_ = issue_rows(session, make_drafts(2))
    keep_head(session, b"stolen")
    issue_rows(session, make_drafts(3)[2:])

    assert keep_head(session, b"next", distrusted=(2,)) == 3

    assert [one.checkpoint for one in inclusions(session, first.number)] == [b"next"]


@pytest.mark.parametrize("edit", ["statement", "credential", "removed"])
def test_tree_is_not_made_over_a_past_that_was_changed(session: Session, edit: str) -> None:
    issue_rows(session, make_drafts(3))
    size = order_statements(session)
    match edit:
        case "statement":
            session.execute(update(StatementRow).where(StatementRow.id == 2).values(signed=b"x"))
        case "credential":
            session.execute(update(AttestationRow).values(credential=b"x"))
        case _:
            session.execute(delete(LeafRow).where(LeafRow.position == 1))
    session.expire_all()

    with pytest.raises(RegisterError):
        tree_of(session, size=size)


def test_row_that_says_more_than_its_statements_is_named(session: Session) -> None:
    kept, withdrawn, edited = issue_rows(session, make_drafts(3))
    end(session, withdrawn.number, Kind.WITHDRAWN, b"withdrawn", at=NOW)
    assert numbers_without_statement(session) == []

    session.execute(
        update(AttestationRow)
        .where(AttestationRow.number == edited.number)
        .values(state=State.WITHDRAWN)
    )
    session.execute(delete(StatementRow).where(StatementRow.number == kept.number))

    assert numbers_without_statement(session) == [kept.number, edited.number]
