"""``trust``: the public bundle, replaced whole, and of no one else's."""

from keys.trust import add_organisations, load_trust_store
from keys.trust.store import read_bundle
from tests.support.issuers import make_issuer
from tests.support.key_rings import Keys


def test_trust_file_is_public_and_replaced_whole(ringed: Keys) -> None:
    out = ringed.folder / "trust.pem"
    ringed("trust", "--out", out)
    first = out.read_bytes()
    ringed("rotate")
    ringed("trust", "--out", out)

    assert out.read_bytes() != first
    assert out.stat().st_mode & 0o777 == 0o644
    assert b"PRIVATE" not in out.read_bytes()
    assert [file.name for file in ringed.folder.glob(".trust*")] == []


def test_trust_file_keeps_the_organisations_that_were_added_to_it(ringed: Keys) -> None:
    out, partner = ringed.folder / "trust.pem", make_issuer()
    ringed("trust", "--out", out)
    out.write_bytes(add_organisations(out.read_bytes(), partner.bundle))
    ringed("rotate")

    ringed("trust", "--out", out)

    assert len(load_trust_store(out.read_bytes()).organisations) == 2
    certificates, _ = read_bundle(out.read_bytes())
    assert ringed.ring.keys[-1].certificate in certificates


def test_trust_file_of_others_alone_is_not_written_over(ringed: Keys) -> None:
    out = ringed.folder / "trust.pem"
    out.write_bytes(make_issuer().bundle)

    assert "attest-verifier trust add" in ringed.refused("trust", "--out", out)
    assert out.read_bytes() != ringed("trust").encode()


def test_trust_file_that_is_damaged_is_written_anew_and_that_is_said(ringed: Keys) -> None:
    out = ringed.folder / "trust.pem"
    out.write_bytes(b"-----BEGIN CERTIFICATE-----")

    done = ringed.run("trust", "--out", out)

    assert "était illisible" in done.err
    assert out.read_bytes() == ringed("trust").encode()


def test_trust_file_in_no_folder_is_refused(ringed: Keys) -> None:
    assert "impossible d’écrire" in ringed.refused("trust", "--out", ringed.folder / "no" / "t.pem")
    (ringed.folder / "folder").mkdir()
    done = ringed.run("trust", "--out", ringed.folder / "folder")
    assert done.exit_code == 2
