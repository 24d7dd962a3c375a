"""``checkpoint``, ``affected`` and ``reissue`` as a coordinator runs them, and what they refuse."""

from unittest.mock import patch

import pytest

from keys.custody.signing import open_signer
from tests.support.command_context import PASSPHRASE, Desk, desk

__all__ = ["desk"]  # pytest finds them here


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
