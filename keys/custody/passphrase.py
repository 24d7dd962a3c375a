"""Where a passphrase comes from: a file, the environment or a prompt; never an argument.

Every user of the machine sees arguments (``ps``), and the shell's history keeps them.
"""

import os
from collections.abc import Callable
from pathlib import Path
from typing import NewType

from attestation.errors import ConfigurationError
from runtime.private_file import is_private

Passphrase = NewType("Passphrase", bytes)

VARIABLE = "ATTESTATION_PASSPHRASE"
ROOT_VARIABLE = "ATTESTATION_ROOT_PASSPHRASE"
SEAL_VARIABLE = "ATTESTATION_SEAL_PASSPHRASE"
MINIMUM_CHARACTERS = 16  # PKCS#8 stretches only 2,048 times, so length must do the work
_MAXIMUM_BYTES = 1023  # OpenSSL's limit for an encrypted key's passphrase


def find_passphrase(
    file: Path | None, *, prompt: Callable[[], str] | None, variable: str = VARIABLE
) -> Passphrase:
    """Take the passphrase from ``file``, else the environment, else ``prompt`` somebody.

    Raises:
        ConfigurationError: the file cannot be read, others can read it too, or there is none.
    """
    if file is not None:
        return parse_passphrase(_read_private(file), source=file.name)
    if variable in os.environ:
        return parse_passphrase(os.environ[variable], source=variable)
    if prompt is not None:
        return parse_passphrase(prompt(), source="phrase secrète")
    raise ConfigurationError("phrase secrète", f"donnez un fichier ou {variable}")


def parse_passphrase(text: str, *, source: str) -> Passphrase:
    """Take one line as a passphrase; a newline at its end does not count.

    Raises:
        ConfigurationError: empty, or longer than any key file can use.
    """
    encoded = text.rstrip("\r\n").encode()
    if not encoded or len(encoded) > _MAXIMUM_BYTES:
        raise ConfigurationError(source, "la phrase secrète est vide ou trop longue")
    return Passphrase(encoded)


def check_strength(passphrase: Passphrase) -> None:
    """Refuse a passphrase that is too short to protect a new key.

    Raises:
        ConfigurationError: fewer than 16 characters.
    """
    if len(passphrase.decode()) < MINIMUM_CHARACTERS:
        raise ConfigurationError(
            "phrase secrète", f"au moins {MINIMUM_CHARACTERS} caractères : quelques mots au hasard"
        )


def _read_private(file: Path) -> str:
    try:
        is_readable_by_us_alone = is_private(file)
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(file.name, f"illisible ({type(error).__name__})") from None
    if not is_readable_by_us_alone:
        raise ConfigurationError(file.name, "d’autres utilisateurs peuvent le lire : chmod 600")
    return text
