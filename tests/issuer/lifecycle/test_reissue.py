"""After a theft: what the key signed is given again by the next, once."""

from attestation.formats.statement import Kind
from issuer.lifecycle.reissue import affected, restate_endings
from issuer.lifecycle.withdrawal import withdraw
from register.attestations import events
from register.database import reading, writing
from register.tables.attestations import AttestationRow, StatementRow
from tests.support.command_context import Desk, desk
from tests.support.issuer_contexts import (
    Checker,
    register_of,
)
from tests.support.issuers import NOW

__all__ = ["desk"]  # pytest finds them here


def test_those_that_a_witness_saw_in_time_are_not_lost(desk: Desk) -> None:
    desk("checkpoint")
    kid = desk.steal()

    done = desk.run("affected", "--key", kid, "--json")

    assert done.exit_code == 0
    assert [row["is_lost"] for row in done.json()] == [False] * 3
    assert done.json()[0]["witnessed_at"] == NOW.isoformat()
    assert "reste valable (attestée le 20/11/2026)" in desk("affected", "--key", kid)


def test_reissue_gives_each_the_same_again_and_nothing_twice(desk: Desk) -> None:
    kid = desk.steal()

    out = desk("reissue", "--key", kid, "--yes")

    assert "3 délivrées à nouveau" in out
    assert out.count("→") == 3
    checker = Checker.of(desk.context)
    for line in out.splitlines()[:3]:
        old, new = line.split(" → ")
        assert checker.verdict(new).name == "genuine"  # type: ignore[arg-type]
        assert desk.run("show", new).out.count(old) == 1
    again = desk("reissue", "--key", kid, "--yes")
    assert "0 délivrées à nouveau" in again


def test_reissue_under_the_same_key_is_refused(desk: Desk) -> None:
    kid = desk.keys.ring.active
    assert kid is not None

    done = desk.run("reissue", "--key", kid.hex(), "--yes")

    assert done.exit_code == 2
    assert "attest-keys rotate d’abord" in done.err


def test_reissue_all_takes_those_that_are_not_lost_too(desk: Desk) -> None:
    kid = desk.keys.ring.active
    assert kid is not None
    desk.keys("rotate")
    desk.keys.later(hours=1)

    assert "0 délivrées" in desk("reissue", "--key", kid.hex(), "--yes")
    assert "3 délivrées" in desk("reissue", "--key", kid.hex(), "--all", "--yes")


def test_facts_that_differ_from_what_was_signed_are_not_issued_again(desk: Desk) -> None:
    kid = desk.steal()
    with writing(register_of(desk.config)) as session:
        session.get_one(AttestationRow, desk.numbers[0]).family_name = "Voleur"

    listed = desk.run("affected", "--key", kid)
    done = desk.run("reissue", "--key", kid, "--yes")

    assert "LE REGISTRE DIFFÈRE" in listed.out
    assert done.exit_code == 1
    assert f"À vérifier : {desk.numbers[0]}" in done.out
    assert "2 délivrées à nouveau" in done.out


def test_endings_by_a_stolen_key_are_said_again_by_the_next(desk: Desk) -> None:
    withdraw(desk.context, desk.numbers[0], reason="présences corrigées", who="ines")
    kid = desk.steal()

    out = desk("reissue", "--key", kid, "--yes")

    assert "1 retraits et remplacements redits" in out
    with reading(register_of(desk.config)) as session:
        assert len(events(session, desk.numbers[0])) == 3
    policy = Checker.of(desk.context).policy
    key = policy.trusted_keys[desk.keys.ring.find(kid).kid]
    assert restate_endings(desk.context, key, policy=policy, who="ines") == 0


def test_rubbish_in_the_register_is_nobodys(desk: Desk) -> None:
    kid = desk.steal()
    with writing(register_of(desk.config)) as session:
        session.get_one(AttestationRow, desk.numbers[0]).credential = b"rubbish"
        session.get_one(AttestationRow, desk.numbers[1]).state = "withdrawn"  # type: ignore[assignment]
        session.add(
            StatementRow(
                number=desk.numbers[1], kind=Kind.WITHDRAWN.value, made_at=NOW, signed=b"rubbish"
            )
        )
    policy = Checker.of(desk.context).policy
    key = policy.trusted_keys[desk.keys.ring.find(kid).kid]

    found = affected(desk.context.register, key, policy=policy, at=desk.keys.at)

    assert [one.record.attestation.number for one in found] == desk.numbers[2:]
    assert restate_endings(desk.context, key, policy=policy, who="ines") == 0
