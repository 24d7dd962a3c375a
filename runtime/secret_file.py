"""A file of 32 random bytes for its owner alone, made when there is none."""

import base64
import os
import secrets
from pathlib import Path

from attestation.errors import ConfigurationError
from runtime.private_file import is_private

SECRET_BYTES = 32


def open_secret_file(file: Path, *, setting: str, what: str) -> bytes:
    """Read the secret in ``file``, making it when there is none.

    Args:
        file: base64 on one line, mode 0600.
        setting: the setting that names the file, for messages.
        what: what the file should be, in French: « une clé du bureau ».

    Raises:
        ConfigurationError: unreadable, not a secret, or readable by other users.
    """
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(base64.b64encode(secrets.token_bytes(SECRET_BYTES)) + b"\n")
    except FileExistsError:
        pass
    except OSError as error:
        raise ConfigurationError(setting, f"impossible d’écrire ({error.strerror})") from None
    root = b""
    try:
        if not is_private(file):
            problem = f"d’autres utilisateurs peuvent lire {file.name} : chmod 600"
            raise ConfigurationError(setting, problem)
        root = base64.b64decode(file.read_bytes().strip(), validate=True)
    except (OSError, ValueError) as error:
        raise ConfigurationError(setting, f"illisible ({type(error).__name__})") from None
    if len(root) != SECRET_BYTES:
        raise ConfigurationError(setting, f"{file.name} n’est pas {what}")
    return root
