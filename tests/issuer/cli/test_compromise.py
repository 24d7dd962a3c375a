"""``checkpoint``, ``affected`` and ``reissue`` as a coordinator runs them, and what they refuse."""

from datetime import timedelta
from pathlib import Path
from unittest.mock import patch

import pytest
from sqlalchemy import delete, update

from attestation.errors import RegisterError, SigningError
from attestation.formats.checkpoint import decode_checkpoint_envelope, sign_checkpoint
from attestation.formats.statement import Kind
from issuer.lifecycle.checkpoints import keep_checkpoint, prepare_checkpoint
from issuer.lifecycle.reissue import affected, restate_endings
from issuer.lifecycle.statement_tree import read_checkpoint
from issuer.lifecycle.withdrawal import withdraw
from keys.custody.signing import open_checkpoint_signer, open_signer
from register.attestations import events
from register.checkpoints import inclusions
from register.database import reading, writing
from register.lookup import Lookup
from register.tables.attestations import AttestationRow, StatementRow
from register.tables.checkpoints import LeafRow
from tests.support.command_context import PASSPHRASE, Desk
from tests.support.issuer_contexts import (
    Checker,
    register_of,
)
from tests.support.issuers import NOW
from tests.support.witnesses import Organisation


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """Make a deployment that has issued three."""
    return Desk(tmp_path)


def test_checkpoint_covers_all_statements_and_then_only_new_ones(desk: Desk) -> None:
    assert "3 déclarations de plus" in desk("checkpoint")
    assert "Rien de nouveau" in desk("checkpoint")
    withdraw(desk.context, desk.numbers[0], reason="présences corrigées", who="ines")
    assert "1 déclarations de plus" in desk("checkpoint")

    token = Lookup(register_of(desk.config)).checkpoint()
    assert token is not None
    checkpoint = read_checkpoint(token, trust=desk.keys.trust())
    assert checkpoint is not None
    assert (checkpoint.size, checkpoint.made_at) == (4, NOW)


def test_checkpoint_is_in_the_log(desk: Desk) -> None:
    desk("checkpoint")
    desk("checkpoint")  # nothing new, nothing kept

    log = desk("audit", "export")

    assert log.count("a gardé un point de contrôle") == 1


def test_register_without_a_checkpoint_publishes_none(desk: Desk) -> None:
    assert Lookup(register_of(desk.config)).checkpoint() is None


def test_each_statement_is_proven_under_the_first_checkpoint_that_covers_it(desk: Desk) -> None:
    desk("checkpoint")
    withdraw(desk.context, desk.numbers[0], reason="présences corrigées", who="ines")
    desk("checkpoint")

    with reading(register_of(desk.config)) as session:
        first, second = inclusions(session, desk.numbers[0])
    trust = desk.keys.trust()
    sizes = []
    for inclusion in (first, second):
        checkpoint = read_checkpoint(inclusion.checkpoint, trust=trust)
        assert checkpoint is not None
        assert inclusion.is_under(checkpoint)
        sizes.append(checkpoint.size)
    assert sizes == [3, 4]


def test_witness_elsewhere_signs_in_two_steps(desk: Desk) -> None:
    desk.keys("witness", "--out", desk.folder / "witness")
    head, signed = desk.folder / "head", desk.folder / "signed"

    assert "3 déclarations" in desk("checkpoint", "--request", head)
    command = ("sign-checkpoint", head, "--key", desk.folder / "witness", "--out", signed)
    desk.keys(*command, "--root-passphrase-file", desk.folder / "passphrase")
    assert "3 déclarations de plus" in desk("checkpoint", "--signed", signed)

    again = desk.run("checkpoint", "--signed", signed)
    assert again.exit_code == 3
    assert "aussi récent" in again.err
    assert desk.run("checkpoint", "--signed", desk.folder / "none").exit_code == 2


def test_witness_at_hand_signs_at_once(desk: Desk) -> None:
    desk.keys("witness", "--out", desk.folder / "witness")
    secret = ("--witness-passphrase-file", desk.folder / "passphrase")

    desk("checkpoint", "--witness", desk.folder / "witness", *secret)

    token = Lookup(register_of(desk.config)).checkpoint()
    assert token is not None
    witness = open_checkpoint_signer(desk.folder / "witness", PASSPHRASE, at=NOW)
    assert decode_checkpoint_envelope(token).kid == witness.kid


def test_checkpoint_of_no_trusted_witness_is_not_kept(desk: Desk) -> None:
    trust, context = desk.keys.trust(), desk.context
    head = prepare_checkpoint(context.register, trust=trust, at=NOW)
    assert head is not None
    for signer in (context.signer, Organisation().root_signer()):
        with pytest.raises(SigningError, match="pas signé par la racine ou un témoin"):
            keep_checkpoint(context, sign_checkpoint(head, signer=signer), trust=trust, who="ines")
    with pytest.raises(SigningError):
        keep_checkpoint(context, b"rubbish", trust=trust, who="ines")


def test_head_of_another_register_is_not_kept(desk: Desk, tmp_path: Path) -> None:
    other = Desk(tmp_path / "other")
    trust = desk.keys.trust()
    head = prepare_checkpoint(other.context.register, trust=other.keys.trust(), at=NOW)
    assert head is not None
    prepare_checkpoint(desk.context.register, trust=trust, at=NOW)
    root = open_checkpoint_signer(desk.folder / "keys", PASSPHRASE, at=NOW)

    with pytest.raises(RegisterError, match="pas celui de ce registre"):
        keep_checkpoint(desk.context, sign_checkpoint(head, signer=root), trust=trust, who="ines")


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


def test_another_witness_takes_over_from_a_stolen_one(desk: Desk) -> None:
    desk.keys("witness", "--out", desk.folder / "witness")
    secret = ("--witness-passphrase-file", desk.folder / "passphrase")
    desk("checkpoint", "--witness", desk.folder / "witness", *secret)
    lookup = Lookup(register_of(desk.config))
    token = lookup.checkpoint()
    assert token is not None
    kid = next(row["kid"] for row in desk.keys.rows() if row["role"] == "witness")
    since = (desk.keys.at + timedelta(hours=1)).isoformat()
    desk.keys.later(days=1)

    desk.keys("revoke", kid, "--reason", "keyCompromise", "--invalid-since", since)

    assert read_checkpoint(token, trust=desk.keys.trust()) is None
    assert "3 déclarations de plus" in desk("checkpoint")
    again = lookup.checkpoint()
    assert again is not None
    assert read_checkpoint(again, trust=desk.keys.trust()) is not None
    with reading(register_of(desk.config)) as session:
        assert {one.checkpoint for one in inclusions(session, desk.numbers[0])} == {again}


def test_key_that_nobody_stole_affects_nobody(desk: Desk) -> None:
    kid = desk.keys.ring.active
    assert kid is not None

    out = desk("affected", "--key", kid.hex())

    assert out.count("reste valable (sans témoin)") == 3
    assert "3 attestations en vigueur, dont 0 à délivrer à nouveau" in out


def test_affected_names_whom_to_contact(desk: Desk) -> None:
    kid = desk.steal()

    done = desk.run("affected", "--key", kid, "--json")

    assert done.exit_code == 1
    rows = done.json()
    assert [row["number"] for row in rows] == desk.numbers
    assert all(row["email"] == "s@example.org" and row["is_lost"] for row in rows)
    assert rows[0]["family_name"] == "Nom AAAA"
    assert rows[0]["witnessed_at"] is None
    assert "Comparez d’abord" in desk.run("affected", "--key", kid).out


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


@pytest.mark.parametrize("kid", ["ffff", "0123456789abcdef"])
def test_unknown_key_is_refused(desk: Desk, kid: str) -> None:
    assert desk.run("affected", "--key", kid).exit_code == 2


def test_witness_is_no_issuing_key(desk: Desk) -> None:
    desk.keys("witness", "--out", desk.folder / "witness")
    kid = next(row["kid"] for row in desk.keys.rows() if row["role"] == "witness")

    assert "pas une clé d’émission" in desk.run("affected", "--key", kid).err


def test_somebody_is_asked_before_reissuing(desk: Desk) -> None:
    kid = desk.steal()

    with (
        patch("sys.stdin.isatty", return_value=True),
        patch("click.confirm", return_value=True) as asked,
    ):
        desk("reissue", "--key", kid)

    assert "3 attestations, noms vérifiés" in asked.call_args.args[0]


def test_issuing_key_may_sign_again_after_a_rotation(desk: Desk) -> None:
    desk.steal()

    assert open_signer(desk.keys.ring, PASSPHRASE, at=desk.keys.at).kid == desk.keys.ring.active
