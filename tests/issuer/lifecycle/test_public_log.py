"""The public log: what it signs, what it refuses to sign, and what witnesses say to it."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete, update

from attestation.errors import RegisterError
from attestation.formats.checkpoint import statement_leaf
from attestation.formats.statement import Kind, Statement, sign_statement
from attestation.verdict.trusted_logs import Included, open_receipt
from register.database import reading, writing
from register.public_log import logged_statements
from register.tables.attestations import AttestationRow, State, StatementRow
from register.tables.checkpoints import LeafRow
from register.tables.public_log import LogHeadRow, LogProofRow
from tests.support.command_context import Desk
from tests.support.facts import make_attestation
from tests.support.issuer_contexts import register_of
from tests.support.issuers import NOW
from tests.support.logged_desks import LoggedDesk, desk, made
from tests.support.logs import ORIGIN

__all__ = ["desk", "made"]  # pytest finds them here


def test_head_holds_all_statements_and_is_signed_once(desk: LoggedDesk) -> None:
    head = desk.extend()

    assert head is not None
    assert (head.origin, head.size, head.made_at) == (ORIGIN, 3, NOW)
    assert desk.extend() is None
    desk.grow()
    assert (grown := desk.extend()) is not None
    assert grown.size == 4
    assert desk("audit", "export").count("a signé la tête du journal public") == 2


def test_log_refuses_to_fork(desk: LoggedDesk) -> None:
    """Who rewrites statements, places and heads alike still has the file beside the keys."""
    desk.extend()
    with writing(register_of(desk.config)) as session:
        for table in (LogProofRow, LogHeadRow, LeafRow):
            session.execute(delete(table))
        session.execute(update(StatementRow).where(StatementRow.id == 1).values(id=10))
    desk.grow()

    with pytest.raises(RegisterError, match="le passé du registre a changé"):
        desk.extend()


def test_log_refuses_to_lose_a_statement(desk: LoggedDesk) -> None:
    """The end cut off with all that speaks of it: the withdrawal never happened."""
    number = desk.numbers[-1]
    desk.grow()
    desk.extend()
    with writing(register_of(desk.config)) as session:
        session.execute(delete(LogProofRow))
        session.execute(delete(LogHeadRow))
        session.execute(delete(LeafRow).where(LeafRow.position == 3))
        session.execute(delete(StatementRow).where(StatementRow.id == 4))
        session.execute(
            update(AttestationRow)
            .where(AttestationRow.number == str(number))
            .values(state=State.ISSUED)
        )

    with pytest.raises(RegisterError, match="manque : une tête signée la comptait"):
        desk.extend()


def test_register_put_back_makes_the_log_stop(desk: LoggedDesk) -> None:
    desk.extend()
    desk.keep()
    desk.grow()
    desk.extend()
    desk.put_back()

    with pytest.raises(RegisterError, match="manque : une tête signée la comptait"):
        desk.extend()


def test_log_without_its_copy_makes_nothing_of_the_register_s(desk: LoggedDesk) -> None:
    desk.extend()
    desk.policy.head_file.unlink()

    with pytest.raises(RegisterError, match="la copie de la dernière tête"):
        desk.extend()


@pytest.mark.parametrize("text", ["", "rubbish", "\xff"])
def test_copy_that_is_no_head_of_ours_stops_the_log(desk: LoggedDesk, text: str) -> None:
    desk.extend()
    desk.policy.head_file.write_text(text, encoding="latin-1")

    with pytest.raises(RegisterError, match=desk.policy.head_file.name):
        desk.extend()


def test_copy_that_another_key_signed_stops_the_log(desk: LoggedDesk, tmp_path: Path) -> None:
    other = LoggedDesk(tmp_path / "other")
    other.extend()
    desk.extend()
    desk.policy.head_file.write_bytes(other.policy.head_file.read_bytes())

    with pytest.raises(RegisterError, match="n’est pas signé par le journal"):
        desk.extend()


def test_log_goes_on_under_a_new_key(desk: LoggedDesk) -> None:
    desk.extend()
    desk.keys.later(days=1)
    desk.keys("log-key", "--origin", ORIGIN)

    again = desk.extend()

    assert again is not None
    assert again.size == 3
    assert desk.extend() is None


def test_head_that_was_not_stored_is_signed_again(desk: LoggedDesk) -> None:
    desk.extend()
    with writing(register_of(desk.config)) as session:
        session.execute(delete(LogProofRow))
        session.execute(delete(LogHeadRow))

    assert desk.extend() is not None


def test_log_of_an_accepted_restore_begins_under_another_name(desk: LoggedDesk) -> None:
    desk.extend()
    desk.keep()
    desk.grow()
    desk.extend()
    desk.put_back()
    desk("register", "accept-restore", "--reason", "disque mort")

    with pytest.raises(RegisterError, match="sous un autre nom"):
        desk.extend()
    desk.keys.later(days=1)
    desk.keys("log-key", "--origin", "verify.example.org/log-2")
    head = desk.extend()

    assert head is not None
    assert head.origin == "verify.example.org/log-2"
    with reading(register_of(desk.config)) as session:
        (one,) = logged_statements(session, desk.numbers[0])
    assert one.head.origin == "verify.example.org/log-2"


def test_stolen_issuing_key_gets_no_receipt_for_a_date_before(desk: LoggedDesk) -> None:
    """Whoever has the issuing key alone dates back, and no log has ever held what they sign."""
    desk.extend()
    with reading(register_of(desk.config)) as session:
        (real,) = logged_statements(session, desk.numbers[0])
    forged = sign_statement(
        Statement(
            kind=Kind.ISSUED,
            code=make_attestation().code,
            made_at=NOW - timedelta(days=300),
            digest=bytes(32),
        ),
        signer=desk.context.signer,
    )
    logs, anchor = desk.keys.trust().logs, desk.keys.trust().organisations[0].anchor

    leaf = statement_leaf(forged, real.credential_digest)
    assert not isinstance(open_receipt(real.receipt, leaf, logs=logs, anchor=anchor), Included)


def test_checkpoint_extends_the_log_too(desk: LoggedDesk) -> None:
    assert "Journal public : 3 déclarations" in desk("checkpoint")


def test_deployment_without_a_log_has_nothing_to_extend(tmp_path: Path) -> None:
    plain = Desk(tmp_path)

    assert "log-key" in plain.run("log", "extend").err
    assert "Journal" not in plain("checkpoint")
