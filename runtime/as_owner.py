"""A command that root gives runs as the deployment's owner: no file of it becomes root's."""

import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from runtime.private_file import CREDENTIALS

CREDENTIAL_STORE = Path("/etc/credstore")
"""systemd's folder of credentials, which root alone can read (systemd.exec(5))."""
PREFIX = "attestation."
"""Of our credentials' names in it."""
_RUN = Path("/run")


def run_as_owner(config: Path) -> int | None:
    """Run this very command again as the user to whom the deployment's folder belongs.

    The user is handed a copy of our credentials, as systemd does for a service.

    Returns:
        The exit code; None where the command may go on, because root does not run it or the
        folder is root's own.
    """
    if os.geteuid() != 0 or not config.parent.is_dir():
        return None
    owner = config.parent.stat()
    if owner.st_uid == 0:
        return None
    with TemporaryDirectory(prefix="attestation-", dir=_RUN) as folder:
        for credential in CREDENTIAL_STORE.glob(f"{PREFIX}*"):
            copy = Path(folder) / credential.name
            copy.touch(mode=0o600)
            copy.write_bytes(credential.read_bytes())
            os.chown(copy, owner.st_uid, owner.st_gid)
        os.chown(folder, owner.st_uid, owner.st_gid)
        done = subprocess.run(  # noqa: S603  the command that was given
            [sys.executable, *sys.orig_argv[1:]],
            user=owner.st_uid,
            group=owner.st_gid,
            extra_groups=(),
            env={**os.environ, CREDENTIALS: folder, "HOME": str(config.parent)},
            check=False,
        )
    return done.returncode
