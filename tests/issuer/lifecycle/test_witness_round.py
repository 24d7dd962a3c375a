"""What witnesses answer, what is kept of it, and what they report."""

from pathlib import Path

import pytest

from attestation.errors import RegisterError
from issuer.lifecycle.witness_round import Outcome
from register.database import writing
from register.tables.public_log import LogHeadRow
from tests.support.issuer_contexts import register_of
from tests.support.issuers import NOW
from tests.support.logged_desks import FakeWitness, LoggedDesk, desk, made, policy_of
from tests.support.logs import ORIGIN, WitnessKey

__all__ = ["desk", "made"]  # pytest finds them here


def test_witnesses_cosign_each_head_and_only_what_is_consistent(desk: LoggedDesk) -> None:
    near, far = FakeWitness("near.example"), FakeWitness("far.example")
    desk.extend()
    assert not desk.is_seen_enough(policy_of(desk, near, far))

    assert {one.outcome for one in desk.ask(near, far)} == {Outcome.COSIGNED}
    assert desk.is_seen_enough(policy_of(desk, near, far))
    desk.grow()
    desk.extend()
    assert not desk.is_seen_enough(policy_of(desk, near, far))
    assert {one.outcome for one in desk.ask(near)} == {Outcome.COSIGNED}
    assert {one.outcome for one in desk.ask(near, far)} == {Outcome.COSIGNED}

    assert (near.size, far.size) == (4, 4)
    assert policy_of(desk, near, far).is_satisfied(desk.newest())
    assert desk.extend() is None  # the lines of witnesses make no other head of it


def test_fork_is_reported_by_a_witness(desk: LoggedDesk, tmp_path: Path) -> None:
    """Somebody else signs under the log's name: the witness saw another past."""
    witness = FakeWitness()
    desk.extend()
    desk.ask(witness)
    witness.root = bytes(32)
    desk.grow()
    desk.extend()

    (answer,) = desk.ask(witness)

    assert answer.outcome is Outcome.INCONSISTENT
    assert answer.outcome.is_fork
    assert not policy_of(desk, witness).is_satisfied(desk.newest())


def test_rollback_is_reported_by_a_witness(desk: LoggedDesk) -> None:
    """Register, heads and the copy beside the keys put back: the witness saw more."""
    witness = FakeWitness()
    desk.extend()
    desk.ask(witness)
    desk.keep()
    head = desk.policy.head_file.read_bytes()
    desk.grow()
    desk.extend()
    desk.ask(witness)
    desk.put_back()
    desk.policy.head_file.write_bytes(head)

    (answer,) = desk.ask(witness)

    assert answer.outcome is Outcome.AHEAD
    assert answer.outcome.is_fork


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        (None, Outcome.NO_ANSWER),
        ((403, b""), Outcome.UNKNOWN_LOG),
        ((404, b"unknown log\n"), Outcome.UNKNOWN_LOG),
        ((422, b""), Outcome.INCONSISTENT),
        ((500, b""), Outcome.STRANGE),
        ((301, b""), Outcome.STRANGE),
        ((200, b""), Outcome.STRANGE),
        ((200, b"\xff"), Outcome.STRANGE),
        ((200, b"<html>"), Outcome.STRANGE),
        ((409, b"many\n"), Outcome.STRANGE),
        ((409, b"0\n"), Outcome.STRANGE),
        ((409, b"3\n"), Outcome.INCONSISTENT),
    ],
)
def test_answer_that_is_no_cosignature_is_not_kept(
    desk: LoggedDesk, answer: tuple[int, bytes] | None, outcome: Outcome
) -> None:
    witness = FakeWitness()
    witness.instead = lambda _: answer
    desk.extend()
    before = desk.newest()

    assert [one.outcome for one in desk.ask(witness)] == [outcome]
    assert desk.newest() == before


def test_cosignature_of_another_key_is_not_kept(desk: LoggedDesk) -> None:
    witness, other = FakeWitness(), WitnessKey("witness.example")
    desk.extend()
    note = desk.newest()
    witness.instead = lambda _: (200, other.cosign(note, NOW).line.encode())

    assert [one.outcome for one in desk.ask(witness)] == [Outcome.STRANGE]
    assert desk.newest() == note


def test_head_in_the_register_that_is_not_the_last_is_not_witnessed(desk: LoggedDesk) -> None:
    desk.extend()
    with writing(register_of(desk.config)) as session:
        first = session.get_one(LogHeadRow, (ORIGIN, 3))
        text = first.note
    desk.grow()
    desk.extend()
    with writing(register_of(desk.config)) as session:
        session.get_one(LogHeadRow, (ORIGIN, 4)).note = text

    with pytest.raises(RegisterError, match="n’est pas la dernière"):
        desk.ask(FakeWitness())
