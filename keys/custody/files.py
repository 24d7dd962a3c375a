"""Files of a key ring: written whole or not at all, by one program at a time, read by nobody else.

Each file is written aside, flushed to the disk and renamed, with mode 0600 from its first byte.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from attestation.errors import ConfigurationError
from runtime.files import replace_file
from runtime.private_file import is_private

SETTING = "keys.ring"
_LOCK = ".lock"


def write_private(file: Path, content: bytes) -> None:
    """Write ``content`` to ``file``, whole or not at all.

    Raises:
        ConfigurationError: the folder cannot be written, or the disk is full.
    """
    try:
        replace_file(file, content)
    except OSError as error:
        raise ConfigurationError(SETTING, f"impossible d’écrire ({error.strerror})") from None


def read_private(file: Path) -> bytes:
    """Read a file that only its owner may read.

    Raises:
        ConfigurationError: missing, unreadable, or others may read it.
    """
    try:
        is_readable_by_us_alone = is_private(file)
        content = file.read_bytes()
    except FileNotFoundError:
        raise ConfigurationError(SETTING, f"{file.name} manque : attest-keys init") from None
    except OSError as error:
        raise ConfigurationError(SETTING, f"illisible ({error.strerror})") from None
    # SECURITY: test_world_readable_key_is_refused.
    if not is_readable_by_us_alone:
        raise ConfigurationError(
            SETTING, f"d’autres utilisateurs peuvent lire {file.name} : chmod 600"
        )
    return content


def remove(file: Path) -> None:
    """Remove a file, if it is there.

    Raises:
        ConfigurationError: the folder cannot be written.
    """
    try:
        file.unlink(missing_ok=True)
    except OSError as error:
        raise ConfigurationError(SETTING, f"impossible d’effacer ({error.strerror})") from None


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Lock ``folder`` against changes by other programs; make it if it is missing.

    Raises:
        ConfigurationError: another is changing it, or the folder cannot be written.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(folder / _LOCK, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise ConfigurationError(SETTING, f"impossible d’écrire ({error.strerror})") from None
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise ConfigurationError(
                SETTING, "un autre programme change ce trousseau ; réessayez dans un instant"
            ) from None
        yield
    finally:
        os.close(descriptor)
