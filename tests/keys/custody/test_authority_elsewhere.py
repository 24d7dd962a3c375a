"""A root on another machine: its list is carried over, and revokes the keys that it names."""

from pathlib import Path
from unittest.mock import patch

import pytest
from cryptography import x509

from attestation.errors import TrustStoreError
from keys.custody.keyring import install_crl
from tests.support.key_rings import make_keys
from tests.support.root_elsewhere import Sides


def test_key_is_revoked_where_the_root_is_and_told_to_the_ring(sides: Sides) -> None:
    sides.install(sides.certify(sides.request()))
    kid = sides.context.rows()[1]["kid"]
    command = ("revoke", kid, "--reason", "keyCompromise", "--invalid-since", "2026-11-20")

    out = sides.vault(*command, *sides.with_root())

    assert "attest-keys install" in out
    assert sides.context.states() == ["active"]
    sides.context("install", sides.root / "crl.pem")
    assert sides.context.states() == ["revoked"]
    assert list((sides.context.folder / "ring").glob("*.key.pem")) == []
    certified = sides.certify(sides.request("b"))
    assert b"X509 CRL" in certified.read_bytes()
    sides.context("install", certified)
    assert sides.context.states() == ["revoked", "active"]


def test_revocation_without_ring_or_root_is_refused(tmp_path: Path) -> None:
    keys = make_keys(tmp_path)

    assert "--root" in keys.refused("revoke", "0123456789abcdef", "--reason", "superseded")
    assert "--root" in keys.refused("crl")


def test_list_that_is_installed_ends_only_the_keys_it_names(sides: Sides) -> None:
    sides.install(sides.certify(sides.request()))
    kid = sides.context.rows()[1]["kid"]
    sides.context("install", sides.certify(sides.request("b")))
    sides.vault("revoke", kid, "--reason", "superseded", *sides.with_root())

    sides.context("install", sides.root / "crl.pem")

    assert sides.context.states() == ["revoked", "active"]


def test_older_list_than_the_rings_is_refused(sides: Sides) -> None:
    sides.install(sides.certify(sides.request()))
    kid = sides.context.rows()[1]["kid"]
    command = ("revoke", kid, "--reason", "superseded", *sides.with_root())
    sides.vault(*command)
    old = (sides.root / "crl.pem").read_bytes()
    sides.vault(*command)
    sides.context("install", sides.root / "crl.pem")
    (sides.stick / "old.pem").write_bytes(old)

    assert "plus ancienne" in sides.context.refused("install", sides.stick / "old.pem")
    with pytest.raises(TrustStoreError):
        install_crl(sides.context.ring, x509.load_pem_x509_crl(old))


def test_list_signed_without_a_ring_is_to_be_carried_over(sides: Sides) -> None:
    assert "attest-keys install" in sides.vault("crl", *sides.with_root())


def test_roots_folder_is_made_once(sides: Sides) -> None:
    command = ("init", "--root-out", sides.root, "--root-passphrase-file", sides.secret)

    assert "il y en a déjà une" in sides.vault.refused(*command)


def test_root_asks_its_passphrase_where_somebody_is_there(sides: Sides) -> None:
    request = sides.request()

    with (
        patch("sys.stdin.isatty", return_value=True),
        patch("getpass.getpass", return_value="une phrase pour la racine seule"),
    ):
        sides.vault("certify", request, "--out", sides.stick / "x", "--yes", "--root", sides.root)
