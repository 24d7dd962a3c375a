"""What our certificates say."""

from pathlib import Path
from unittest.mock import patch

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from keys.custody.keyring import open_ring
from tests.support.key_rings import SETTINGS, Keys
from tests.support.root_elsewhere import Sides


def test_long_organisation_name_makes_a_certificate_all_the_same(keys: Keys) -> None:
    keys.config.write_text(
        f'[organisation]\nname = "{"Maison aérée " * 20}"\n[keys]\npassphrase_file = "passphrase"\n'
    )

    keys("init")

    assert open_ring(keys.folder / "keys").issuing


def test_damaged_request_is_refused(sides: Sides) -> None:
    certified = sides.certify(sides.request())
    (sides.context.folder / "ring" / "pending.csr.pem").write_bytes(b"rubbish")

    message = sides.context.refused("install", certified, "--fingerprint", sides.fingerprint())

    assert "abîmé" in message


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
