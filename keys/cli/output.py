"""Public files that a command writes where it is told."""

from pathlib import Path

from attestation.errors import ConfigurationError
from runtime.files import replace_file


def write_public(file: Path, content: bytes) -> None:
    """Write a file that everybody may read, whole or not at all.

    Raises:
        ConfigurationError: the folder cannot be written.
    """
    try:
        replace_file(file, content, mode=0o644)
    except OSError as error:
        raise ConfigurationError(str(file), f"impossible d’écrire ({error.strerror})") from None
