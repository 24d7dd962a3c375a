"""The tree over all statements is signed if it is ours, whole, and grown from its past."""

from sqlalchemy import delete, update

from issuer.lifecycle.withdrawal import withdraw
from register.database import writing
from register.tables.attestations import AttestationRow, StatementRow
from register.tables.checkpoints import LeafRow
from tests.support.command_context import Desk, desk
from tests.support.issuer_contexts import (
    register_of,
)

__all__ = ["desk"]  # pytest finds them here


def test_statement_changed_since_its_place_was_given_stops_the_next_checkpoint(
    desk: Desk,
) -> None:
    desk("checkpoint")
    with writing(register_of(desk.config)) as session:
        row = session.get_one(StatementRow, 1)
        row.signed = row.signed[:-1] + bytes([row.signed[-1] ^ 1])
    withdraw(desk.context, desk.numbers[1], reason="présences corrigées", who="ines")

    done = desk.run("checkpoint")

    assert done.exit_code == 3
    assert "n’est plus celle d’alors" in done.err


def test_credential_changed_since_stops_the_next_checkpoint(desk: Desk) -> None:
    desk("checkpoint")
    with writing(register_of(desk.config)) as session:
        session.execute(
            update(AttestationRow)
            .where(AttestationRow.number == desk.numbers[0])
            .values(credential=b"another")
        )
    withdraw(desk.context, desk.numbers[1], reason="présences corrigées", who="ines")

    assert "n’est plus celle d’alors" in desk.run("checkpoint").err


def test_past_rewritten_with_its_places_stops_the_next_checkpoint(desk: Desk) -> None:
    """Whoever can write the register can make leaf and statement agree, but not the old head."""
    desk("checkpoint")
    with writing(register_of(desk.config)) as session:
        places = {row.position: row.statement_id for row in session.query(LeafRow)}
        session.execute(delete(LeafRow))
        session.execute(delete(StatementRow).where(StatementRow.id == places[0]))
    withdraw(desk.context, desk.numbers[1], reason="présences corrigées", who="ines")

    assert "le passé du registre a changé" in desk.run("checkpoint").err


def test_statement_removed_stops_the_next_checkpoint(desk: Desk) -> None:
    desk("checkpoint")
    with writing(register_of(desk.config)) as session:
        session.execute(delete(LeafRow).where(LeafRow.position == 0))
        session.execute(delete(StatementRow).where(StatementRow.id == 1))
    withdraw(desk.context, desk.numbers[1], reason="présences corrigées", who="ines")

    assert "manque" in desk.run("checkpoint").err


def test_past_that_is_shorter_than_its_head_stops_the_next_checkpoint(desk: Desk) -> None:
    desk("checkpoint")
    with writing(register_of(desk.config)) as session:
        session.execute(delete(LeafRow))
        session.execute(delete(StatementRow))

    assert "manque" in desk.run("checkpoint").err
