"""An organisation's own seal, from PKCS#12: chains, kinds of key, and what is refused."""

from datetime import datetime, timedelta
from pathlib import Path
from unittest.mock import patch

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.serialization.pkcs12 import (
    PKCS12KeyAndCertificates,
    load_pkcs12,
)

from attestation.errors import SigningError
from keys.custody.passphrase import Passphrase
from keys.custody.seal import Seal, open_seal
from keys.trust import Role
from tests.support.key_rings import SECRET, Keys, write_secret
from tests.support.seals import SEAL_SECRET, make_seal_file

PASSPHRASE = Passphrase(SECRET.encode())
DAY = timedelta(days=1)


def read_upload(keys: Keys, file: Path) -> tuple[str | Path, ...]:
    secret = write_secret(keys.folder / "seal-secret", SEAL_SECRET)
    return ("import", file, "--seal-passphrase-file", secret)


def opened(keys: Keys, *, at: datetime | None = None) -> Seal:
    seal = open_seal(keys.ring, PASSPHRASE, at=at or keys.at)
    assert seal is not None
    return seal


@pytest.mark.parametrize(
    ("kind", "algorithm"),
    [
        ("rsa-3072", "sha256_rsa"),
        ("rsa-4096", "sha256_rsa"),
        ("p-256", "sha256_ecdsa"),
        ("p-384", "sha384_ecdsa"),
    ],
)
def test_seal_of_each_kind_signs_with_its_own_chain(
    ringed: Keys, kind: str, algorithm: str
) -> None:
    file = make_seal_file(ringed.folder / "seal.p12", kind=kind, at=ringed.at)

    out = ringed(*read_upload(ringed, file))

    assert "Il signe désormais les PDF" in out
    seal = opened(ringed)
    assert seal.algorithm == algorithm
    assert len(seal.chain) == 2
    seal.certificate.verify_directly_issued_by(seal.chain[0])
    seal.chain[0].verify_directly_issued_by(seal.chain[1])
    signature, key = seal.sign_document(b"message"), seal.certificate.public_key()
    if isinstance(key, rsa.RSAPublicKey):
        key.verify(signature, b"message", PKCS1v15(), hashes.SHA256())
    else:
        assert isinstance(key, ec.EllipticCurvePublicKey)
        digest = hashes.SHA384() if kind == "p-384" else hashes.SHA256()
        key.verify(signature, b"message", ec.ECDSA(digest))


def test_seal_signs_documents_and_nothing_that_verifiers_believe(ringed: Keys) -> None:
    before = ringed.trust()
    ringed(*read_upload(ringed, make_seal_file(ringed.folder / "seal.p12", at=ringed.at)))

    after = ringed.trust()

    assert after.keys.keys() == before.keys.keys()
    assert after.witnesses.keys() == before.witnesses.keys()
    assert len(after.document_keys) == 1
    assert ringed.states() == ["active"]
    assert ringed.states("seal") == ["active"]
    assert "cachet" in ringed("list")


def test_ring_without_a_seal_has_none(ringed: Keys) -> None:
    assert open_seal(ringed.ring, PASSPHRASE, at=ringed.at) is None


def test_next_seal_takes_the_place_of_the_last(ringed: Keys) -> None:
    for kind in ("p-256", "p-384"):
        file = make_seal_file(ringed.folder / f"{kind}.p12", kind=kind, at=ringed.at)
        ringed(*read_upload(ringed, file))

    assert ringed.states("seal") == ["retired", "active"]
    assert len(ringed.trust().document_keys) == 2


def test_retired_seal_gives_signing_back_to_the_issuing_key(ringed: Keys) -> None:
    ringed(*read_upload(ringed, make_seal_file(ringed.folder / "seal.p12", at=ringed.at)))
    kid = next(row["kid"] for row in ringed.rows() if row["role"] == "seal")

    ringed("retire", kid, "--yes")

    assert open_seal(ringed.ring, PASSPHRASE, at=ringed.at) is None


def test_expired_seal_signs_nothing(ringed: Keys) -> None:
    ringed(*read_upload(ringed, make_seal_file(ringed.folder / "seal.p12", at=ringed.at)))

    with pytest.raises(SigningError, match="le cachet est expiré"):
        opened(ringed, at=ringed.at + 800 * DAY)


def test_self_signed_seal_needs_no_chain(ringed: Keys) -> None:
    file = make_seal_file(ringed.folder / "seal.p12", at=ringed.at, chain="self-signed")

    ringed(*read_upload(ringed, file))

    assert opened(ringed).chain == ()


def test_chain_may_end_below_its_root(ringed: Keys) -> None:
    file = make_seal_file(ringed.folder / "seal.p12", at=ringed.at, chain="no-root")

    ringed(*read_upload(ringed, file))

    assert len(opened(ringed).chain) == 1


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        ({"chain": "none"}, "exportez la chaîne entière"),
        ({"kind": "rsa-2048"}, "moins de 3072 bits"),
        ({"kind": "p-521"}, "ni P-256 ni P-384"),
        ({"kind": "ed25519"}, "ni RSA ni P-256 ni P-384"),
        ({"signs": False}, "pas fait pour signer"),
        ({"begins": 10 * DAY}, "pas valable aujourd’hui"),
        ({"secret": "une autre phrase"}, "phrase secrète est fausse"),
        ({"key": False}, "manque la clé privée"),
        ({"usage": False}, "pas fait pour signer"),
    ],
)
def test_seal_that_cannot_sign_is_refused(
    ringed: Keys, options: dict[str, object], problem: str
) -> None:
    file = make_seal_file(ringed.folder / "seal.p12", at=ringed.at, **options)  # type: ignore[arg-type]

    assert problem in ringed.refused(*read_upload(ringed, file))
    assert ringed.states("seal") == []


def test_key_of_another_certificate_is_refused(ringed: Keys) -> None:
    file = make_seal_file(ringed.folder / "seal.p12", at=ringed.at)
    content = load_pkcs12(file.read_bytes(), SEAL_SECRET.encode())
    other = PKCS12KeyAndCertificates(
        ec.generate_private_key(ec.SECP256R1()), content.cert, content.additional_certs
    )

    with patch("keys.custody.seal.load_pkcs12", return_value=other):
        assert "pas celle du certificat" in ringed.refused(*read_upload(ringed, file))


def test_file_that_is_no_pkcs12_is_refused(ringed: Keys) -> None:
    (ringed.folder / "seal.p12").write_bytes(b"rubbish")

    assert "PKCS#12" in ringed.refused(*read_upload(ringed, ringed.folder / "seal.p12"))
    assert "illisible" in ringed.refused(*read_upload(ringed, ringed.folder / "none.p12"))


def test_seals_passphrase_comes_from_the_environment_too(ringed: Keys) -> None:
    file = make_seal_file(ringed.folder / "seal.p12", at=ringed.at)

    ringed("import", file, env={"ATTESTATION_SEAL_PASSPHRASE": SEAL_SECRET})

    assert ringed.ring.signing_key(Role.SEAL) is not None


def test_signature_of_a_seal_covers_the_message(ringed: Keys) -> None:
    ringed(*read_upload(ringed, make_seal_file(ringed.folder / "seal.p12", at=ringed.at)))
    seal = opened(ringed)
    key = seal.certificate.public_key()
    assert isinstance(key, ec.EllipticCurvePublicKey)

    with pytest.raises(InvalidSignature):
        key.verify(seal.sign_document(b"message"), b"another", ec.ECDSA(hashes.SHA256()))


def test_seal_key_of_a_kind_we_do_not_open_is_refused(ringed: Keys) -> None:
    from cryptography.hazmat.primitives.serialization import (
        BestAvailableEncryption,
        Encoding,
        PrivateFormat,
    )

    ringed(*read_upload(ringed, make_seal_file(ringed.folder / "seal.p12", at=ringed.at)))
    entry = ringed.ring.signing_key(Role.SEAL)
    assert entry is not None
    file = ringed.folder / "ring" / f"{entry.kid.hex()}.key.pem"
    other = ed25519.Ed25519PrivateKey.generate()
    file.write_bytes(
        other.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(PASSPHRASE))
    )

    with pytest.raises(SigningError, match="ni RSA ni une courbe"):
        opened(ringed)
