"""The proofs of the log about one attestation, each checked before it is given away."""

from pathlib import Path

import pytest
from sqlalchemy import update

from attestation.formats.checkpoint import statement_leaf
from attestation.formats.log_proof import decode_log_proof, verify_log_proof
from attestation.formats.log_receipt import decode_receipt, verify_consistency
from attestation.formats.signed_note import (
    decode_note,
)
from attestation.formats.tree_head import decode_tree_head
from attestation.verdict.trusted_logs import Included, open_receipt
from register.database import reading, writing
from register.public_log import logged_statements
from register.tables.public_log import LogHeadRow, LogProofRow
from tests.support.commands import Done, run
from tests.support.issuer_contexts import register_of
from tests.support.issuers import ADDRESS
from tests.support.logged_desks import FakeWitness, LoggedDesk, desk, made, policy_of
from tests.support.logs import ORIGIN, WitnessKey
from verifier.cli.main import main as verifier

__all__ = ["desk", "made"]  # pytest finds them here


def test_each_statement_has_a_receipt_and_a_proof_that_stand_by_themselves(
    desk: LoggedDesk, tmp_path: Path
) -> None:
    number = desk.numbers[-1]
    desk.extend()
    desk.grow()
    desk.extend()

    with reading(register_of(desk.config)) as session:
        issued, ended = logged_statements(session, number)
    logs, anchor = desk.keys.trust().logs, desk.keys.trust().organisations[0].anchor
    for one, size in ((issued, 3), (ended, 4)):
        leaf = statement_leaf(one.statement, one.credential_digest)
        match open_receipt(one.receipt, leaf, logs=logs, anchor=anchor):
            case Included(receipt=receipt):
                assert receipt.size == size
            case refused:
                pytest.fail(str(refused))
    assert "2 déclarations prouvées" in desk("log", "proofs", number, "--out", tmp_path / "out")
    files = sorted((tmp_path / "out").iterdir())
    assert [file.suffix for file in files] == [".cose"] + [".cose", ".tlog-proof"] * 2
    for file in files[2::2]:
        proof = decode_log_proof(file.read_text())
        assert proof.extra is not None
        assert verify_log_proof(proof, proof.extra, policy_of(desk)) is not None


def test_proof_edited_in_the_register_is_given_to_nobody(desk: LoggedDesk, tmp_path: Path) -> None:
    desk.extend()
    with writing(register_of(desk.config)) as session:
        session.execute(update(LogProofRow).values(path=bytes(64)))

    done = desk.run("log", "proofs", desk.numbers[0], "--out", tmp_path / "out")

    assert done.exit_code == 3
    assert not (tmp_path / "out").exists()


def test_older_tree_is_proven_the_beginning_of_the_newest(desk: LoggedDesk, tmp_path: Path) -> None:
    number = desk.numbers[0]
    old = desk.extend()
    desk.grow()
    new = desk.extend()
    assert old is not None
    assert new is not None
    desk("log", "proofs", number, "--out", tmp_path / "out")

    receipt = decode_receipt((tmp_path / "out" / "3.consistency.cose").read_bytes())
    (log,) = desk.keys.trust().logs.values()
    roots = [decode_tree_head(decode_note(head.note)).root for head in (old, new)]

    assert verify_consistency(receipt, roots[0], log.public_key) == roots[1]


def test_head_of_another_tree_gives_no_receipt_of_consistency(
    desk: LoggedDesk, tmp_path: Path
) -> None:
    desk.extend()
    with writing(register_of(desk.config)) as session:
        signature = session.get_one(LogHeadRow, (ORIGIN, 3)).signature
    desk.grow()
    desk.extend()
    with writing(register_of(desk.config)) as session:
        session.get_one(LogHeadRow, (ORIGIN, 4)).signature = signature

    done = desk.run("log", "proofs", desk.numbers[0], "--out", tmp_path / "out")

    assert done.exit_code == 3


def test_verifier_reads_a_proof_without_the_register(desk: LoggedDesk, tmp_path: Path) -> None:
    witness = FakeWitness()
    desk.extend()
    desk.ask(witness)
    desk("log", "proofs", desk.numbers[0], "--out", tmp_path)
    (file,) = tmp_path.glob("*.tlog-proof")
    (tmp_path / "trust.pem").write_text(desk.keys("trust"))
    config = tmp_path / "verifier.toml"
    config.write_text(
        '[register]\nurl = "sqlite:///none.db"\n'
        f'[verifier]\naddresses = ["{ADDRESS}"]\ntrust = "trust.pem"\n'
    )
    named = f"witness town {witness.key.verifier.encode()}\nquorum town\n"
    for name, text in (
        ("town", named),
        ("other", named.replace(witness.key.verifier.encode(), WitnessKey("x").verifier.encode())),
        ("none", "nonsense"),
    ):
        (tmp_path / f"{name}.policy").write_text(text)

    def proof(*arguments: str | Path) -> Done:
        return run(verifier, "--config", config, "proof", *arguments)

    alone, seen = proof(file), proof(file, "--policy", tmp_path / "town.policy")
    assert "d’un arbre de 3" in alone.out
    assert "Vu par town le 20/11/2026" in seen.out
    assert proof(file, "--policy", tmp_path / "other.policy").exit_code == 1
    assert proof(file, "--policy", tmp_path / "none.policy").exit_code == 2
    assert proof(tmp_path / "nothing").exit_code == 2
    file.write_text(file.read_text().replace("index ", "index 1"))
    assert proof(file).exit_code == 1
    file.write_text("rubbish")
    assert proof(file).exit_code == 1
