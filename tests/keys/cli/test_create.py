from unittest.mock import patch

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePublicKey

from keys.custody.certificates import DOCUMENT_SIGNING
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


def test_second_init_changes_nothing(ringed: Keys) -> None:
    before = {file.name: file.read_bytes() for file in (ringed.folder / "ring").iterdir()}

    assert "existe déjà" in ringed.refused("init")

    assert before == {file.name: file.read_bytes() for file in (ringed.folder / "ring").iterdir()}


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
