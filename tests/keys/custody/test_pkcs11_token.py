"""Keys in a token, with a real one: SoftHSM2."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from unittest.mock import patch

import pkcs11
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from attestation.errors import ConfigurationError, SigningError
from keys.custody.passphrase import Passphrase
from keys.custody.pkcs11_token import TokenAddress, TokenKey, create_token_key, open_token_key
from keys.custody.signing import open_signer
from register.attestations import documents, records
from register.database import reading
from register.tables.attestations import State
from tests.support.issuer_contexts import SETTINGS as OFFICE_SETTINGS
from tests.support.issuer_contexts import make_deployment, register_of
from tests.support.key_rings import SECRET, SETTINGS, Keys, make_keys, write_secret
from tests.support.soft_tokens import LABEL, PIN, SoftToken, make_token
from tests.support.tools import run_tool

PIN_BYTES = Passphrase(PIN.encode())


@pytest.fixture(scope="module")
def token(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SoftToken]:
    """Plug in one token for all tests here: the library reads its settings once a process."""
    token = make_token(tmp_path_factory.mktemp("token"))
    before = os.environ.get("SOFTHSM2_CONF")
    os.environ |= token.environment
    yield token
    if before is None:
        del os.environ["SOFTHSM2_CONF"]
    else:
        os.environ["SOFTHSM2_CONF"] = before


@pytest.fixture
def made(token: SoftToken) -> Iterator[tuple[TokenAddress, TokenKey]]:
    """Make a key in the token."""
    address, key = create_token_key(token.module, LABEL, PIN_BYTES)
    yield address, key
    key.close()


def keys_with_token(folder: Path, token: SoftToken) -> Keys:
    keys = make_keys(folder, settings=SETTINGS + f'pkcs11_module = "{token.module}"\n')
    write_secret(folder / "pin", PIN)
    return keys


def test_key_made_in_a_token_signs_and_is_found_again(
    made: tuple[TokenAddress, TokenKey],
) -> None:
    address, key = made

    again = open_token_key(TokenAddress.decode(address.encode()), PIN_BYTES)

    for one in (again, key):
        signature = one.sign(b"message", ec.ECDSA(hashes.SHA256()))
        key.public_key().verify(signature, b"message", ec.ECDSA(hashes.SHA256()))
    assert again.public_key() == key.public_key()
    assert (key.key_size, key.curve.name) == (256, "secp256r1")


def test_key_never_leaves_its_token(made: tuple[TokenAddress, TokenKey]) -> None:
    _, key = made

    for leave in (key.private_numbers, key.private_bytes, key.exchange):
        with pytest.raises(SigningError):
            leave()
    assert key.__copy__() is key.__deepcopy__({}) is key


def test_token_signs_with_sha_256_only(made: tuple[TokenAddress, TokenKey]) -> None:
    _, key = made

    for algorithm in (ec.ECDSA(hashes.SHA384()), ec.ECDSA(Prehashed(hashes.SHA256()))):
        with pytest.raises(SigningError, match="SHA-256"):
            key.sign(b"message", algorithm)


def test_wrong_pin_is_said_and_tried_once(made: tuple[TokenAddress, TokenKey]) -> None:
    address, key = made
    key.close()

    for pin in (b"999999", b"1"):
        with pytest.raises(SigningError, match="PIN du jeton est faux"):
            open_token_key(address, Passphrase(pin))
    open_token_key(address, PIN_BYTES).close()


def test_key_that_is_not_in_the_token_is_said(token: SoftToken) -> None:
    address = TokenAddress(module=token.module, token=LABEL, key_id=bytes(8))

    with pytest.raises(SigningError, match="pas dans ce jeton"):
        open_token_key(address, PIN_BYTES)


def test_token_of_another_name_is_said(token: SoftToken) -> None:
    with pytest.raises(ConfigurationError, match="jetons de ce nom"):
        create_token_key(token.module, "Une autre maison", PIN_BYTES)


def test_library_that_is_none_is_said(tmp_path: Path) -> None:
    (tmp_path / "none.so").write_bytes(b"")
    for module in ("/nowhere.so", str(tmp_path / "none.so")):
        with pytest.raises(ConfigurationError, match="PKCS#11 inutilisable"):
            create_token_key(module, LABEL, PIN_BYTES)


def test_locked_token_is_said() -> None:
    with patch("pkcs11.lib") as lib:
        lib.return_value.get_token.return_value.open.side_effect = pkcs11.PinLocked
        with pytest.raises(SigningError, match="verrouillé"):
            create_token_key("/module.so", LABEL, PIN_BYTES)


def test_key_on_another_curve_is_refused(made: tuple[TokenAddress, TokenKey]) -> None:
    address, _ = made
    other = ec.generate_private_key(ec.SECP384R1()).public_key()
    encoded = other.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)

    with (
        patch("keys.custody.pkcs11_token.encode_ec_public_key", return_value=encoded),
        pytest.raises(SigningError, match="pas P-256"),
    ):
        open_token_key(address, PIN_BYTES)


@pytest.mark.parametrize(
    "uri", ["", "file:x", "pkcs11:token=a", "pkcs11:token=a;id=%01", "pkcs11:id=%01?module-path=/m"]
)
def test_damaged_address_is_refused(uri: str) -> None:
    with pytest.raises(ConfigurationError, match="abîmée"):
        TokenAddress.decode(uri)


def test_address_is_a_pkcs11_uri_and_comes_back() -> None:
    label = "Été ; 50 %"
    address = TokenAddress(module="/usr/lib/a b.so", token=label, key_id=b"\x00\xff;%")

    assert address.encode().startswith(
        "pkcs11:token=%C3%89t%C3%A9%20%3B%2050%20%25;id=%00%FF%3B%25"
    )
    assert TokenAddress.decode(address.encode()) == address


def test_rotation_moves_signing_into_a_token(tmp_path: Path, token: SoftToken) -> None:
    keys = keys_with_token(tmp_path, token)
    keys("init")

    keys(
        "rotate",
        "--token",
        LABEL,
        "--passphrase-file",
        tmp_path / "pin",
        "--root-passphrase-file",
        tmp_path / "passphrase",
    )

    assert keys.states() == ["retired", "active"]
    assert keys.rows()[-1]["location"].startswith("pkcs11:token=Maison%20des%20Passages;id=")
    assert [file.name for file in (tmp_path / "ring").glob("*.key.pem")] == ["root.key.pem"]
    signer = open_signer(keys.ring, PIN_BYTES, at=keys.at)
    assert len(signer.sign(b"message")) == 64
    assert PIN not in repr(signer)


def test_first_key_may_be_made_in_a_token(tmp_path: Path, token: SoftToken) -> None:
    keys = keys_with_token(tmp_path, token)
    command = ("init", "--token", LABEL, "--passphrase-file", tmp_path / "pin")

    assert "au moins 16 caractères" in keys.refused(*command)
    assert not (tmp_path / "ring").exists()
    keys(*command, env={"ATTESTATION_ROOT_PASSPHRASE": SECRET})
    open_signer(keys.ring, PIN_BYTES, at=keys.at)


def test_request_of_a_token_key_is_signed_by_it(tmp_path: Path, token: SoftToken) -> None:
    keys = keys_with_token(tmp_path, token)

    keys(
        "request", "--token", LABEL, "--passphrase-file", tmp_path / "pin", "--out", tmp_path / "r"
    )

    assert x509.load_pem_x509_csr((tmp_path / "r").read_bytes()).is_signature_valid
    assert list((tmp_path / "ring").glob("*.key.pem")) == []


def test_token_without_its_library_in_the_settings_is_refused(tmp_path: Path) -> None:
    keys = make_keys(tmp_path)

    assert "keys.pkcs11_module" in keys.refused("init", "--token", LABEL)


def issue_batch(
    config: Path, people: int, token: SoftToken, *pulled_out: str
) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tests.support.token_batch", str(config), str(people)]
    return subprocess.run(
        [*command, *pulled_out],
        env={**os.environ, **token.environment},
        capture_output=True,
        text=True,
        check=False,
    )


def deployment_with_token(folder: Path, token: SoftToken) -> Path:
    settings = OFFICE_SETTINGS.replace(
        'ring = "keys"', f'ring = "keys"\npkcs11_module = "{token.module}"'
    )
    config = make_deployment(folder, settings=settings)
    write_secret(folder / "pin", PIN)
    command = [sys.executable, "-m", "tests.support.key_rings", folder, "rotate", "--token", LABEL]
    secrets = ["--passphrase-file", folder / "pin", "--root-passphrase-file", folder / "passphrase"]
    subprocess.run(
        [str(part) for part in (*command, *secrets)],
        env={**os.environ, **token.environment},
        check=True,
        capture_output=True,
    )
    return config


def test_batch_of_fifty_by_a_token_survives_its_being_pulled_out(tmp_path: Path) -> None:
    token = make_token(tmp_path / "token")
    config = deployment_with_token(tmp_path / "office", token)

    # 3 signatures a document, 20 documents a transaction: this is the 31st document.
    broken = issue_batch(config, 50, token, "92", str(token.folder))

    assert broken.returncode == 3
    assert "le jeton ne répond plus" in broken.stderr
    with reading(register_of(config)) as session:
        states = [record.state for record in records(session)]
    assert states.count(State.ISSUED) == 20
    assert states.count(State.RESERVED) == 30

    assert issue_batch(config, 50, token).returncode in (2, 3)
    token.plug_in()
    finished = issue_batch(config, 50, token)

    assert finished.returncode == 0, finished.stderr
    with reading(register_of(config)) as session:
        stored = list(documents(session))
    assert len({number for number, _, _ in stored}) == len(stored) == 50
    for number, _, document in stored:
        file = tmp_path / f"{number}.pdf"
        file.write_bytes(document)
        answer = run_tool("pdfsig", "-nocert", file)
        assert "Signature is Valid" in answer
        assert "Total document signed" in answer
