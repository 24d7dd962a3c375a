"""Checkpoints: prepared here, signed by a trusted witness, and kept."""

from datetime import timedelta
from pathlib import Path

import pytest

from attestation.errors import RegisterError, SigningError
from attestation.formats.checkpoint import decode_checkpoint_envelope, sign_checkpoint
from issuer.lifecycle.checkpoints import keep_checkpoint, prepare_checkpoint
from issuer.lifecycle.statement_tree import read_checkpoint
from issuer.lifecycle.withdrawal import withdraw
from keys.custody.signing import open_checkpoint_signer
from register.checkpoints import inclusions
from register.database import reading
from register.lookup import Lookup
from tests.support.command_context import PASSPHRASE, Desk, desk
from tests.support.issuer_contexts import (
    register_of,
)
from tests.support.issuers import NOW
from tests.support.witnesses import Organisation

__all__ = ["desk"]  # pytest finds them here


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
