"""Restoring, as whoever has a file and a key does."""

import shutil
from datetime import timedelta
from pathlib import Path

from tests.support.installations import attest
from tests.support.issuers import NOW

LATER = timedelta(minutes=5)


def restore(config: Path, file: Path, into: Path, *options: str | Path, code: int = 0) -> str:
    key, phrase = config.parent / "backup.key", config.parent / "passphrase"
    done = attest(
        None, "restore", file, "--into", into, "--key-file", key, "--passphrase-file", phrase,
        *options, at=NOW + LATER,
    )  # fmt: skip
    assert done.exit_code == code, done
    return done.out + done.err


def with_passphrase(config: Path, into: Path) -> Path:
    """Put back what is on paper, as the person who restores does."""
    shutil.copy2(config.parent / "passphrase", into / "passphrase")
    return into / "attestation.toml"
