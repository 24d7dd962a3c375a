"""A key that waits for its certificate: requested here, certified where the root is."""

from pathlib import Path
from unittest.mock import patch

from keys.custody.passphrase import Passphrase
from keys.custody.signing import open_signer
from tests.support.key_rings import SECRET
from tests.support.root_elsewhere import Sides

PASSPHRASE = Passphrase(SECRET.encode())


def test_requested_key_signs_once_it_is_certified(sides: Sides) -> None:
    out = sides.install(sides.certify(sides.request()))

    assert "Clé d’émission" in out
    signer = open_signer(sides.context.ring, PASSPHRASE, at=sides.context.at)
    assert [certificate.issuer for certificate in signer.chain] == [signer.certificate.issuer]
    assert sides.context("fingerprint").strip() == sides.fingerprint()
    assert sorted(file.name for file in (sides.context.folder / "ring").glob("pending*")) == []
    assert "sa clé n’est pas dans ce dossier" in sides.context.refused("rotate")


def test_next_key_needs_no_fingerprint(sides: Sides) -> None:
    sides.install(sides.certify(sides.request()))
    sides.context.later(days=700)

    sides.context("install", sides.certify(sides.request("b")))

    assert sides.context.states() == ["retired", "active"]


def test_rotation_with_the_roots_folder_at_hand(sides: Sides) -> None:
    sides.install(sides.certify(sides.request()))

    sides.context("rotate", *sides.with_root())

    assert sides.context.states() == ["retired", "active"]


def test_wrong_fingerprint_installs_nothing(sides: Sides) -> None:
    certified = sides.certify(sides.request())

    message = sides.context.refused("install", certified, "--fingerprint", "00" * 32)

    assert "pas celle de cette racine" in message
    assert not (sides.context.folder / "ring" / "ring.json").exists()


def test_fingerprint_is_asked_where_it_is_not_given(sides: Sides) -> None:
    certified = sides.certify(sides.request())

    with patch("click.confirm", return_value=True) as asked:
        sides.context("install", certified)

    assert sides.fingerprint() in asked.call_args.args[0]


def test_two_requests_at_once_are_refused(sides: Sides) -> None:
    sides.request()

    assert "attend déjà" in sides.context.refused("request", "--out", sides.stick / "b.csr")


def test_certificate_without_a_request_is_refused(sides: Sides, tmp_path: Path) -> None:
    certified = sides.certify(sides.request())
    sides.install(certified)

    assert "aucune demande n’attend" in sides.context.refused("install", certified)


def test_certificate_of_another_key_is_refused(sides: Sides, tmp_path: Path) -> None:
    other = sides.certify(sides.request())
    for file in (sides.context.folder / "ring").glob("pending*"):
        file.unlink()
    sides.request("b")

    message = sides.context.refused("install", other, "--fingerprint", sides.fingerprint())

    assert "pas celui de la clé demandée" in message


def test_certificate_of_another_root_is_refused(sides: Sides, tmp_path: Path) -> None:
    sides.install(sides.certify(sides.request()))
    other = Sides(tmp_path / "other")
    request = sides.request("b")
    out = tmp_path / "b.pem"
    other.vault("certify", request, "--out", out, "--yes", *other.with_root())

    assert "une autre racine" in sides.context.refused("install", out)


def test_file_with_other_certificates_is_refused(sides: Sides) -> None:
    sides.request()
    root = sides.root / "root.cert.pem"
    assert "un certificat et sa racine" in sides.context.refused("install", root)
    assert "illisible" in sides.context.refused("install", sides.stick / "none.pem")
