"""The identifier of the Crossroads Bank, from the settings into certificates."""

from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from keys.trust import identifier_in
from tests.support.key_rings import SETTINGS, Keys, make_keys
from tests.support.root_elsewhere import Sides

IDENTIFIER = "NTRBE-0123456749"


def named(number: str) -> str:
    return f'{SETTINGS}\n[identity]\nidentifier = "{number}"\n'


def identifiers(keys: Keys) -> list[str | None]:
    return [identifier_in(certificate.subject) for certificate in keys.ring.issuing]


def test_issuing_certificate_names_the_organisation_by_its_number(tmp_path: Path) -> None:
    keys = make_keys(tmp_path, settings=named("0123.456.749"))

    keys("init")

    assert identifiers(keys) == [IDENTIFIER]
    assert keys.trust().organisations[0].identifier == IDENTIFIER


def test_certificate_from_before_the_identifier_stays_valid(ringed: Keys) -> None:
    assert ringed.trust().organisations[0].identifier is None
    ringed.config.write_text(named(IDENTIFIER), encoding="utf-8")
    ringed.later(days=700)

    ringed("rotate")

    assert identifiers(ringed) == [None, IDENTIFIER]
    assert ringed.states() == ["retired", "active"]
    assert len(ringed.trust().keys) == 2
    assert ringed.trust().organisations[0].identifier == IDENTIFIER


@pytest.mark.parametrize("command", [("init",), ("request", "--out", "a.csr")])
def test_wrong_check_digit_is_refused_before_anything_is_made(
    tmp_path: Path, command: tuple[str, ...]
) -> None:
    keys = make_keys(tmp_path, settings=named("NTRBE-0123456789"))
    before = sorted(file.name for file in tmp_path.iterdir())

    message = keys.refused(*command)

    assert "identity.identifier" in message
    assert "NTRBE-0123456749" in message  # an example of what is expected
    assert sorted(file.name for file in tmp_path.iterdir()) == before


def test_wrong_check_digit_stops_a_rotation_before_its_key_is_made(ringed: Keys) -> None:
    ringed.config.write_text(named("NTRBE-0123456789"), encoding="utf-8")

    assert "identity.identifier" in ringed.refused("rotate")

    assert ringed.states() == ["active"]


def test_request_carries_the_identifier_to_a_root_elsewhere(tmp_path: Path) -> None:
    sides = Sides(tmp_path)
    sides.context.config.write_text(named(IDENTIFIER), encoding="utf-8")

    sides.install(sides.certify(sides.request()))

    assert identifiers(sides.context) == [IDENTIFIER]


def test_root_certifies_no_identifier_whose_digits_are_wrong(tmp_path: Path) -> None:
    sides = Sides(tmp_path)
    key = ec.generate_private_key(ec.SECP256R1())
    subject = [
        x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Maison des Passages asbl"),
        x509.NameAttribute(NameOID.ORGANIZATION_IDENTIFIER, "NTRBE-0123456789"),
    ]
    asked = x509.CertificateSigningRequestBuilder().subject_name(x509.Name(subject))
    request = tmp_path / "wrong.csr"
    request.write_bytes(asked.sign(key, hashes.SHA256()).public_bytes(Encoding.PEM))

    message = sides.vault.refused(
        "certify", request, "--out", tmp_path / "wrong.pem", "--yes", *sides.with_root()
    )

    assert "son identifiant d’organisation est faux" in message
    assert not (tmp_path / "wrong.pem").exists()
