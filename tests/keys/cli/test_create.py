import json
import stat
from datetime import timedelta
from pathlib import Path
from unittest.mock import patch

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePublicKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from attestation.errors import ConfigurationError, SigningError
from keys.cli.context import prompt_for
from keys.custody.certificates import DOCUMENT_SIGNING
from keys.custody.keyring import open_ring
from keys.custody.passphrase import Passphrase
from keys.custody.signing import open_signer
from tests.support.key_rings import SECRET, Keys, write_secret

ROOT_WORDS = "cinq autres mots pour la racine"


def test_init_makes_a_root_and_an_issuing_certificate(keys: Keys) -> None:
    keys("init")

    root, (issuing,) = keys.ring.root, keys.ring.issuing
    for certificate in (root, issuing):
        public_key = certificate.public_key()
        assert isinstance(public_key, EllipticCurvePublicKey)
        assert isinstance(public_key.curve, SECP256R1)
    issuing.verify_directly_issued_by(root)
    assert issuing.extensions.get_extension_for_class(x509.KeyUsage).critical
    usage = issuing.extensions.get_extension_for_class(x509.KeyUsage).value
    assert (usage.digital_signature, usage.content_commitment) == (True, True)
    assert not usage.key_cert_sign
    assert not issuing.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    purposes = issuing.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    assert list(purposes) == [DOCUMENT_SIGNING]
    constraints = root.extensions.get_extension_for_class(x509.BasicConstraints)
    assert (constraints.critical, constraints.value.ca, constraints.value.path_length) == (
        True,
        True,
        0,
    )


def test_files_are_for_their_owner_alone(ringed: Keys) -> None:
    folder = ringed.folder / "ring"

    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    for file in folder.iterdir():
        assert stat.S_IMODE(file.stat().st_mode) == 0o600, file.name


def test_private_keys_are_encrypted(ringed: Keys) -> None:
    for file in (ringed.folder / "ring").glob("*.key.pem"):
        assert file.read_bytes().startswith(b"-----BEGIN ENCRYPTED PRIVATE KEY-----")
        with pytest.raises(TypeError):
            load_pem_private_key(file.read_bytes(), password=None)


def test_second_init_changes_nothing(ringed: Keys) -> None:
    before = {file.name: file.read_bytes() for file in (ringed.folder / "ring").iterdir()}

    assert "existe déjà" in ringed.refused("init")

    assert before == {file.name: file.read_bytes() for file in (ringed.folder / "ring").iterdir()}


@pytest.mark.parametrize("name", ["root.key.pem", "ring.json"])
def test_ring_appears_whole_or_not_at_all(keys: Keys, name: str) -> None:
    from keys.custody.files import write_private

    def fail_at(file: Path, content: bytes) -> None:
        if file.name == name:
            raise OSError(28, "No space left on device")
        write_private(file, content)

    with (
        patch("keys.custody.keyring.write_private", fail_at),
        patch("keys.custody.authority.write_private", fail_at),
    ):
        assert "impossible d’écrire" in keys.refused("init")

    assert [file.name for file in keys.folder.iterdir() if "ring" in file.name] == []
    keys("init")


def test_passphrase_comes_from_the_environment(keys: Keys) -> None:
    keys.config.write_text(keys.config.read_text().replace("passphrase_file", "# passphrase_file"))

    keys("init", env={"ATTESTATION_PASSPHRASE": "une autre longue phrase"})

    open_signer(keys.ring, Passphrase(b"une autre longue phrase"), at=keys.at)
    assert "ATTESTATION_PASSPHRASE" in keys.refused("rotate")


def test_passphrase_comes_from_a_prompt_and_is_asked_twice(keys: Keys) -> None:
    keys.config.write_text(keys.config.read_text().replace("passphrase_file", "# passphrase_file"))
    asked: list[str] = []

    def answer(question: str) -> str:
        asked.append(question)
        return SECRET

    with patch("sys.stdin.isatty", return_value=True), patch("getpass.getpass", answer):
        keys("init")

    assert asked[:2] == ["Phrase secrète : ", "Encore une fois : "]
    open_signer(keys.ring, Passphrase(SECRET.encode()), at=keys.at)


def test_two_answers_that_differ_make_nothing(keys: Keys) -> None:
    keys.config.write_text(keys.config.read_text().replace("passphrase_file", "# passphrase_file"))
    answers = iter(["quatre mots tires au hasard", "quatre mots tires au hazard"])

    with (
        patch("sys.stdin.isatty", return_value=True),
        patch("getpass.getpass", lambda _: next(answers)),
    ):
        done = keys.run("init")

    assert done.exit_code == 2
    assert "diffèrent" in done.err
    assert not (keys.folder / "ring").exists()


def test_nobody_is_asked_where_nobody_watches() -> None:
    assert prompt_for("?") is None


def test_passphrase_is_never_an_argument(keys: Keys) -> None:
    done = keys.run("init", "--passphrase", SECRET)

    assert done.exit_code == 2
    assert not (keys.folder / "ring").exists()


@pytest.mark.parametrize(
    ("secret", "mode", "problem"),
    [
        ("trop courte", 0o600, "au moins 16 caractères"),
        ("", 0o600, "vide ou trop longue"),
        ("x" * 1024, 0o600, "vide ou trop longue"),
        (SECRET, 0o640, "chmod 600"),
        (SECRET, 0o604, "chmod 600"),
    ],
)
def test_bad_passphrase_file_is_refused(keys: Keys, secret: str, mode: int, problem: str) -> None:
    write_secret(keys.folder / "passphrase", secret, mode=mode)

    assert problem in keys.refused("init")
    assert not (keys.folder / "ring").exists()


def test_passphrase_file_that_is_missing_or_no_text_is_refused(keys: Keys) -> None:
    file = keys.folder / "passphrase"
    file.write_bytes(b"\xff\xfe")
    assert "illisible" in keys.refused("init")
    file.unlink()
    assert "illisible" in keys.refused("init")


def test_wrong_passphrase_opens_nothing(ringed: Keys) -> None:
    with pytest.raises(SigningError, match="phrase secrète est fausse"):
        open_signer(ringed.ring, Passphrase(b"une toute autre phrase"), at=ringed.at)


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o666])
def test_world_readable_key_is_refused(ringed: Keys, mode: int) -> None:
    (file,) = (
        file
        for file in (ringed.folder / "ring").glob("*.key.pem")
        if not file.name.startswith("root")
    )
    file.chmod(mode)

    with pytest.raises(ConfigurationError, match="chmod 600"):
        open_signer(ringed.ring, Passphrase(SECRET.encode()), at=ringed.at)


def test_world_readable_index_and_writable_folder_are_refused(ringed: Keys) -> None:
    folder = ringed.folder / "ring"
    (folder / "ring.json").chmod(0o644)
    assert "chmod 600" in ringed.refused("list")
    (folder / "ring.json").chmod(0o600)
    folder.chmod(0o770)
    assert "chmod 700" in ringed.refused("list")


def test_key_that_is_missing_is_named(ringed: Keys) -> None:
    for file in (ringed.folder / "ring").glob("*.key.pem"):
        file.unlink()

    with pytest.raises(ConfigurationError, match="manque"):
        open_signer(ringed.ring, Passphrase(SECRET.encode()), at=ringed.at)
    assert "sa clé n’est pas dans ce dossier" in ringed.refused("rotate")


def test_key_of_another_certificate_is_refused(ringed: Keys, tmp_path: Path) -> None:
    kid = ringed.ring.active
    assert kid is not None
    folder = ringed.folder / "ring"
    (folder / f"{kid.hex()}.key.pem").write_bytes((folder / "root.key.pem").read_bytes())

    with pytest.raises(SigningError, match="pas celle du certificat"):
        open_signer(ringed.ring, Passphrase(SECRET.encode()), at=ringed.at)


@pytest.mark.parametrize("days", [-1, 3 * 366])
def test_key_signs_nothing_outside_its_validity(ringed: Keys, days: int) -> None:
    moment = ringed.at + timedelta(days=days)

    with pytest.raises(SigningError, match="pas valable aujourd’hui"):
        open_signer(ringed.ring, Passphrase(SECRET.encode()), at=moment)


def test_no_ring_and_no_settings_are_said(keys: Keys, tmp_path: Path) -> None:
    assert "attest-keys init" in keys.refused("list")
    assert "attest-keys init" in keys.refused("trust")
    keys.config.unlink()
    assert "n’existe pas" in keys.refused("list")


@pytest.mark.parametrize(
    ("name", "content", "problem"),
    [
        ("ring.json", b"{", "abîmé"),
        ("ring.json", b'{"format": 1, "active": "00"}', "autre version"),
        ("ring.json", b'{"format": 2, "keys": [{"kid": 1}]}', "abîmé"),
        ("root.cert.pem", b"rubbish", "illisible"),
        ("crl.pem", b"rubbish", "crl.pem"),
    ],
)
def test_damaged_ring_is_refused(ringed: Keys, name: str, content: bytes, problem: str) -> None:
    file = ringed.folder / "ring" / name
    file.write_bytes(content)
    file.chmod(0o600)

    assert problem in ringed.refused("list")


@pytest.mark.parametrize("content", [None, b"rubbish"])
def test_damaged_certificate_is_refused(ringed: Keys, content: bytes | None) -> None:
    kid = ringed.ring.active
    assert kid is not None
    file = ringed.folder / "ring" / f"{kid.hex()}.cert.pem"
    if content is None:
        file.unlink()
    else:
        file.write_bytes(content)

    assert "manque" in ringed.refused("list") or "illisible" in ringed.refused("list")


def test_certificate_under_another_kid_is_refused(ringed: Keys) -> None:
    folder = ringed.folder / "ring"
    kid = ringed.ring.active
    assert kid is not None
    (folder / f"{kid.hex()}.cert.pem").write_bytes((folder / "root.cert.pem").read_bytes())

    assert "pas le sien" in ringed.refused("list")


def test_list_names_each_key_its_state_and_its_last_day(ringed: Keys) -> None:
    out = ringed("list")

    assert "racine    active    jusqu’au 20/11/2046" in out
    assert "émission  active    jusqu’au 20/11/2029" in out
    root, issuing = json.loads(ringed("list", "--json"))
    assert (root["role"], issuing["role"], issuing["state"]) == ("root", "issuing", "active")
    assert issuing["organisation"] == "Maison des Passages asbl"
    assert issuing["location"] == "file"


def test_list_warns_sixty_days_ahead(ringed: Keys) -> None:
    ringed.later(days=3 * 365 - 61)
    assert "Attention" not in ringed.run("list").err
    ringed.later(days=2)
    done = ringed.run("list")
    assert "Attention : émission" in done.err
    assert "expire le 20/11/2029" in done.err
    ringed.later(days=60)
    assert ringed.states() == ["expired"]
    assert "Attention" not in ringed.run("list").err


def test_long_organisation_name_makes_a_certificate_all_the_same(keys: Keys) -> None:
    keys.config.write_text(
        f'[organisation]\nname = "{"Maison aérée " * 20}"\n[keys]\npassphrase_file = "passphrase"\n'
    )

    keys("init")

    assert open_ring(keys.folder / "keys").issuing


def test_relative_config_and_missing_config_are_said(tmp_path: Path) -> None:
    from keys.cli.main import main
    from tests.support.commands import run

    assert "--config" in run(main, "list").err
    assert run(main, "--help").exit_code == 0


def test_unreadable_settings_are_said(keys: Keys) -> None:
    keys.config.write_bytes(b"\xff")

    assert "illisible" in keys.refused("list")


def test_folder_that_cannot_be_written_is_said(keys: Keys) -> None:
    (keys.folder / "ring").symlink_to("/proc/nowhere/ring")

    assert "impossible" in keys.refused("init")


def test_init_asks_for_a_passphrase_of_the_roots_own(keys: Keys) -> None:
    def answer(question: str) -> str:
        return ROOT_WORDS if "racine" in question or question.startswith("Encore") else SECRET

    with patch("sys.stdin.isatty", return_value=True), patch("getpass.getpass", answer):
        done = keys.run("init")  # the ring's is in the file that the settings name
        assert done.exit_code == 0, done.err
        assert "celle de la racine, perdue" in done.out
        assert "Attention" not in done.err
        # Asked for where the ring's, which is named, does not open the root.
        assert keys.run("rotate").exit_code == 0

    with patch("sys.stdin.isatty", return_value=False):
        assert "phrase secrète est fausse" in keys.refused("rotate")


def test_init_that_can_ask_nobody_warns_of_one_passphrase_for_both(keys: Keys) -> None:
    done = keys.run("init")

    assert done.exit_code == 0
    assert "même phrase" in done.err


def test_root_makes_another_key_when_the_rings_passphrase_is_lost(keys: Keys) -> None:
    write_secret(keys.folder / "root-passphrase", ROOT_WORDS)
    write_secret(keys.folder / "new-passphrase", "une autre phrase tiree au hasard")
    root = ("--root-passphrase-file", keys.folder / "root-passphrase")
    keys("init", *root)
    before = keys.ring.active
    (keys.folder / "passphrase").unlink()

    keys("rotate", "--passphrase-file", keys.folder / "new-passphrase", *root)

    assert keys.ring.active not in (None, before)
    open_signer(keys.ring, Passphrase(b"une autre phrase tiree au hasard"), at=keys.at)
