"""``attest-keys crl``: a revocation list that says that nothing, or nothing more, is revoked."""

from pathlib import Path

from tests.support.key_rings import SECRET, Keys


def test_ring_without_revocations_gets_an_empty_list(ringed: Keys) -> None:
    before = ringed.ring.crl

    out = ringed("crl")

    after = ringed.ring.crl
    assert "0 clés révoquées" in out
    assert before is None
    assert after is not None
    assert len(after) == 0
    assert ringed.states() == ["active"]


def test_renewed_list_is_newer_and_says_the_same(ringed: Keys) -> None:
    first = ringed.ring.active
    assert first is not None
    ringed("rotate")
    ringed("revoke", first.hex(), "--reason", "superseded")
    before = ringed.ring.crl
    ringed.later(days=30)

    ringed("crl")

    after = ringed.ring.crl
    assert before is not None
    assert after is not None
    assert after.last_update_utc > before.last_update_utc
    assert [one.serial_number for one in after] == [one.serial_number for one in before]
    assert ringed.states() == ["revoked", "active"]
    ringed.trust()


def test_root_elsewhere_signs_and_the_list_is_carried_over(ringed: Keys, tmp_path: Path) -> None:
    ring, root = tmp_path / "ring", tmp_path / "offline"
    root.mkdir(mode=0o700)
    for name in ("root.cert.pem", "root.key.pem"):
        (root / name).write_bytes((ring / name).read_bytes())
        (root / name).chmod(0o600)
    (ring / "root.key.pem").unlink()

    out = ringed("crl", "--root", root, env={"ATTESTATION_ROOT_PASSPHRASE": SECRET})

    assert "signée" in out
    assert ringed.ring.crl is not None


def test_without_ring_or_root_the_remedy_is_told(keys: Keys) -> None:
    assert "--root" in keys.refused("crl")
