"""The root on a machine of its own: what each side refuses from the other."""

from pathlib import Path
from unittest.mock import patch

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from attestation.errors import ConfigurationError, SigningError, TrustStoreError
from attestation.formats.checkpoint import (
    Checkpoint,
    decode_checkpoint_envelope,
    encode_checkpoint,
    verify_checkpoint,
)
from keys.custody.keyring import install_crl
from keys.custody.passphrase import Passphrase
from keys.custody.signing import open_checkpoint_signer, open_signer
from tests.support.key_rings import SECRET, SETTINGS, make_keys, write_secret

PASSPHRASE = Passphrase(SECRET.encode())


class Sides:
    """The office, the root's machine, and the stick between them."""

    def __init__(self, folder: Path) -> None:
        self.context, self.vault = make_keys(folder / "office"), make_keys(folder / "vault")
        self.root, self.stick = folder / "vault" / "root", folder
        self.secret = write_secret(folder / "root-secret", "une phrase pour la racine seule")
        self.vault("init", "--root-out", self.root, "--root-passphrase-file", self.secret)

    def request(self, name: str = "a") -> Path:
        self.context("request", "--out", self.stick / f"{name}.csr")
        return self.stick / f"{name}.csr"

    def certify(self, request: Path) -> Path:
        out = request.with_suffix(".pem")
        self.vault("certify", request, "--out", out, "--yes", *self.with_root())
        return out

    def with_root(self) -> tuple[str | Path, ...]:
        return ("--root", self.root, "--root-passphrase-file", self.secret)

    def fingerprint(self) -> str:
        return self.vault("fingerprint", self.root).strip()

    def install(self, certified: Path) -> str:
        return self.context("install", certified, "--fingerprint", self.fingerprint())


@pytest.fixture
def sides(tmp_path: Path) -> Sides:
    """Make a root, and an issuer without a key."""
    return Sides(tmp_path)


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


def test_damaged_request_is_refused(sides: Sides) -> None:
    certified = sides.certify(sides.request())
    (sides.context.folder / "ring" / "pending.csr.pem").write_bytes(b"rubbish")

    message = sides.context.refused("install", certified, "--fingerprint", sides.fingerprint())

    assert "abîmé" in message


def test_file_with_other_certificates_is_refused(sides: Sides) -> None:
    sides.request()
    root = sides.root / "root.cert.pem"
    assert "un certificat et sa racine" in sides.context.refused("install", root)
    assert "illisible" in sides.context.refused("install", sides.stick / "none.pem")


def request_by(key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey, organisation: str) -> bytes:
    attributes = [x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation)]
    name = x509.Name(attributes if organisation else [])
    builder = x509.CertificateSigningRequestBuilder().subject_name(name)
    return builder.sign(key, hashes.SHA256()).public_bytes(Encoding.PEM)


@pytest.mark.parametrize(
    ("organisation", "curve", "problem"),
    [
        ("Une autre maison", ec.SECP256R1(), "pas au nom de Maison des Passages asbl"),
        ("", ec.SECP256R1(), "ne nomme aucune organisation"),
        ("Maison des Passages asbl", ec.SECP384R1(), "pas P-256"),
    ],
)
def test_request_that_is_not_ours_is_not_certified(
    sides: Sides, organisation: str, curve: ec.EllipticCurve, problem: str
) -> None:
    file = sides.stick / "x.csr"
    file.write_bytes(request_by(ec.generate_private_key(curve), organisation))

    message = sides.vault.refused(
        "certify", file, "--out", sides.stick / "x.pem", "--yes", *sides.with_root()
    )

    assert problem in message


def test_request_whose_sender_has_not_the_key_is_not_certified(sides: Sides) -> None:
    request = x509.load_pem_x509_csr(sides.request().read_bytes())
    der = bytearray(request.public_bytes(Encoding.DER))
    der[-1] ^= 1
    file = sides.stick / "x.csr"
    forged = x509.load_der_x509_csr(bytes(der)).public_bytes(Encoding.PEM)

    for content in (forged, b"rubbish"):
        file.write_bytes(content)
        message = sides.vault.refused(
            "certify", file, "--out", sides.stick / "x.pem", "--yes", *sides.with_root()
        )
        assert "demande" in message


def test_request_is_shown_before_it_is_certified(sides: Sides) -> None:
    request = sides.request()

    with (
        patch("click.confirm", side_effect=RuntimeError("asked")),
        pytest.raises(RuntimeError, match="asked"),
    ):
        sides.vault.run("certify", request, "--out", sides.stick / "x", *sides.with_root())

    assert "https://passages.example" in sides.vault(
        "certify", request, "--out", sides.stick / "x", "--yes", *sides.with_root()
    )


def test_identity_without_addresses_is_certified_too(tmp_path: Path) -> None:
    plain = "\n".join(
        line for line in SETTINGS.splitlines() if "website" not in line and "email" not in line
    )
    sides = Sides(tmp_path)
    sides.context.config.write_text(plain)

    sides.install(sides.certify(sides.request()))

    (key,) = sides.context.trust().keys.values()
    assert key.issuer.contact is None


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


def test_witness_signs_what_it_is_brought_under_its_own_clock(sides: Sides) -> None:
    sides.install(sides.certify(sides.request()))
    sides.context("witness", "--out", sides.stick / "witness", *sides.with_root())
    head = Checkpoint(size=3, root=bytes(32), made_at=sides.context.at)
    (sides.stick / "head").write_bytes(encode_checkpoint(head))
    sides.vault.later(hours=2)
    secret = sides.context.folder / "passphrase"

    sides.vault(
        "sign-checkpoint",
        sides.stick / "head",
        "--key",
        sides.stick / "witness",
        "--out",
        sides.stick / "signed",
        "--root-passphrase-file",
        secret,
    )

    envelope = decode_checkpoint_envelope((sides.stick / "signed").read_bytes())
    key = sides.context.trust().witnesses[envelope.kid]
    signed = verify_checkpoint(envelope, key.public_key)
    assert signed is not None
    assert (signed.size, signed.made_at) == (3, sides.vault.at)


def test_rubbish_is_not_witnessed(sides: Sides) -> None:
    (sides.stick / "head").write_bytes(b"rubbish")
    command = ("sign-checkpoint", sides.stick / "head", "--key", sides.root)

    message = sides.vault.refused(
        *command, "--out", sides.stick / "x", "--root-passphrase-file", sides.secret
    )

    assert "pas un point de contrôle" in message


def test_witness_is_made_once_and_opened_with_care(sides: Sides) -> None:
    sides.install(sides.certify(sides.request()))
    folder = sides.stick / "witness"
    command = ("witness", "--out", folder, *sides.with_root())
    sides.context(*command)
    assert "il y en a déjà un" in sides.context.refused(*command)
    assert sides.context.states("witness") == ["active"]

    at = sides.context.at
    assert open_checkpoint_signer(folder, PASSPHRASE, at=at).chain == ()
    with pytest.raises(SigningError, match="pas valable aujourd’hui"):
        open_checkpoint_signer(folder, PASSPHRASE, at=at.replace(year=at.year + 11))
    (folder / "witness.key.pem").write_bytes((sides.root / "root.key.pem").read_bytes())
    with pytest.raises(SigningError, match="pas celle du témoin"):
        open_checkpoint_signer(folder, Passphrase(b"une phrase pour la racine seule"), at=at)
    (folder / "witness.cert.pem").unlink()
    with pytest.raises(ConfigurationError, match="illisible"):
        open_checkpoint_signer(folder, PASSPHRASE, at=at)


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
