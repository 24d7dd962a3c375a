"""One French word for each state and each statement, wherever people read it."""

from datetime import UTC, datetime

from attestation.code import Code
from attestation.formats.statement import Kind, Statement
from issuer.cli.show import event_line
from issuer.export.labels import KINDS, STATES
from issuer.lifecycle.history import HistoryEvent
from register.tables.attestations import State

AT = datetime(2026, 11, 27, 9, tzinfo=UTC)


def test_each_state_and_each_kind_of_statement_has_its_word() -> None:
    assert set(STATES) == set(State)
    assert set(KINDS) == set(Kind)


def test_erased_is_not_called_extended() -> None:
    erased = Statement(kind=Kind.ERASED, code=Code("0" * 16), made_at=AT)

    assert event_line(HistoryEvent(statement=erased, made_at=AT)) == "  27/11/2026  effacée"
