"""The witness: a key kept away from the issuing one, which signs checkpoints and nothing else."""

from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.serialization import Encoding

from attestation.errors import ConfigurationError, SigningError
from keys.custody.files import locked, write_private
from keys.custody.passphrase import Passphrase
from keys.custody.private_key import key_to_pem, open_key_file

_CERTIFICATE_FILE, _KEY_FILE = "witness.cert.pem", "witness.key.pem"


def create_witness(
    folder: Path,
    certificate: x509.Certificate,
    key: EllipticCurvePrivateKey,
    passphrase: Passphrase,
) -> None:
    """Write a witness's key into a folder of its own.

    Raises:
        ConfigurationError: there is one already, or the folder cannot be written.
    """
    with locked(folder):
        if (folder / _KEY_FILE).exists():
            raise ConfigurationError("témoin", "il y en a déjà un ; rien n’y a été changé")
        write_private(folder / _KEY_FILE, key_to_pem(key, passphrase))
        write_private(folder / _CERTIFICATE_FILE, certificate.public_bytes(Encoding.PEM))


def is_witness_folder(folder: Path) -> bool:
    """Check whether there is a witness's key in ``folder``."""
    return (folder / _KEY_FILE).exists()


def open_witness_key(
    folder: Path, passphrase: Passphrase
) -> tuple[x509.Certificate, EllipticCurvePrivateKey]:
    """Open the witness's key in ``folder``.

    Raises:
        ConfigurationError: the certificate is missing or unreadable, or others may read the key.
        SigningError: wrong passphrase, or the key is not the certificate's.
    """
    try:
        certificate = x509.load_pem_x509_certificate((folder / _CERTIFICATE_FILE).read_bytes())
    except (OSError, ValueError) as error:
        raise ConfigurationError("témoin", f"illisible ({type(error).__name__})") from None
    key = open_key_file(folder / _KEY_FILE, passphrase)
    if key.public_key() != certificate.public_key():
        raise SigningError("la clé privée n’est pas celle du témoin")
    return certificate, key
