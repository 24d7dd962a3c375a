"""Public files that a command writes where it is told."""

import os
import tempfile
from pathlib import Path

from attestation.errors import ConfigurationError


def write_public(file: Path, content: bytes) -> None:
    """Write a file that everybody may read, whole or not at all.

    Raises:
        ConfigurationError: the folder cannot be written.
    """
    try:
        descriptor, aside = tempfile.mkstemp(prefix=f".{file.name}-", dir=file.parent)
        try:
            with os.fdopen(descriptor, "wb") as stream:
                stream.write(content)
                os.fchmod(stream.fileno(), 0o644)
            Path(aside).replace(file)
        except BaseException:
            Path(aside).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise ConfigurationError(str(file), f"impossible d’écrire ({error.strerror})") from None
