"""Secrets in files: which can be read by their owner alone, and which the system hands over."""

import os
import stat
from pathlib import Path

CREDENTIALS = "CREDENTIALS_DIRECTORY"
"""Where systemd puts ``LoadCredential`` files (systemd.exec(5)); set by it for one service."""
_OTHERS = stat.S_IRWXG | stat.S_IRWXO
_OTHERS_OF_A_CREDENTIAL = _OTHERS & ~stat.S_IRGRP


def handed_over(file: Path) -> Path:
    """Return the credential that bears the name of ``file``; ``file`` where there is none.

    Settings name the file that root alone can read; a service is given a copy of it (systemd's
    ``LoadCredential=``), and so is a command that root runs as the deployment's owner.
    """
    folder = os.environ.get(CREDENTIALS)
    if not folder:
        return file  # without a look at it: its folder may be closed to us
    credential = Path(folder) / file.name
    return credential if credential.is_file() else file


def is_private(file: Path) -> bool:
    """Check whether ``file`` can be read or changed by its owner alone.

    A credential of systemd can: from version 257 on it is 0440 of root, with an access list that
    lets in the service's user, and the list's mask is shown as the rights of the group.

    Raises:
        OSError: the file is missing or unreadable.
    """
    mode = file.stat().st_mode
    folder = os.environ.get(CREDENTIALS)
    # SECURITY: elsewhere the same mode lets a whole group read a secret:
    # test_secret_that_a_group_may_read_is_private_among_credentials_alone.
    is_credential = bool(folder) and file.resolve().parent == Path(str(folder)).resolve()
    return not mode & (_OTHERS_OF_A_CREDENTIAL if is_credential else _OTHERS)
