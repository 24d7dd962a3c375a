"""Files of a ring: for their owner alone, whole or not at all, one writer at a time."""

import fcntl
import os
import stat
from pathlib import Path
from unittest.mock import patch

import pytest

from attestation.errors import ConfigurationError
from keys.cli.output import write_public
from keys.custody.files import locked, read_private, remove, write_private
from keys.custody.passphrase import Passphrase
from keys.custody.signing import open_signer
from tests.support.key_rings import SECRET, Keys, active


def test_files_are_for_their_owner_alone(ringed: Keys) -> None:
    folder = ringed.folder / "ring"

    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    for file in folder.iterdir():
        assert stat.S_IMODE(file.stat().st_mode) == 0o600, file.name


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o666])
def test_world_readable_key_is_refused(ringed: Keys, mode: int) -> None:
    (file,) = (
        file
        for file in (ringed.folder / "ring").glob("*.key.pem")
        if not file.name.startswith("root")
    )
    file.chmod(mode)

    with pytest.raises(ConfigurationError, match="chmod 600"):
        open_signer(ringed.ring, Passphrase(SECRET.encode()), at=ringed.at)


def test_world_readable_index_and_writable_folder_are_refused(ringed: Keys) -> None:
    folder = ringed.folder / "ring"
    (folder / "ring.json").chmod(0o644)
    assert "chmod 600" in ringed.refused("list")
    (folder / "ring.json").chmod(0o600)
    folder.chmod(0o770)
    assert "chmod 700" in ringed.refused("list")


def test_folder_that_cannot_be_written_is_said(keys: Keys) -> None:
    (keys.folder / "ring").symlink_to("/proc/nowhere/ring")

    assert "impossible" in keys.refused("init")


def test_two_writers_do_not_meet(ringed: Keys) -> None:
    descriptor = os.open(ringed.folder / "ring" / ".lock", os.O_RDWR | os.O_CREAT)
    fcntl.flock(descriptor, fcntl.LOCK_EX)
    try:
        assert "un autre programme" in ringed.refused("rotate")
        assert "un autre programme" in ringed.refused("retire", active(ringed), "--yes")
    finally:
        os.close(descriptor)
    ringed("rotate")


def test_reading_does_not_wait_for_a_writer(ringed: Keys) -> None:
    with locked(ringed.folder / "ring"):
        ringed("list")
        ringed("trust")


def test_files_that_cannot_be_touched_are_said(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    with pytest.raises(ConfigurationError, match="illisible"):
        read_private(folder)
    with pytest.raises(ConfigurationError, match="impossible d’effacer"):
        remove(folder)
    with pytest.raises(ConfigurationError, match="impossible d’écrire"):
        write_private(tmp_path / "none" / "file", b"")
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(ConfigurationError, match="impossible d’écrire"), locked(tmp_path / "file"):
        pass


def test_full_disk_leaves_no_half_file(tmp_path: Path) -> None:
    full = OSError(28, "No space left on device")
    with (
        patch("os.fsync", side_effect=full),
        pytest.raises(ConfigurationError, match="No space left"),
    ):
        write_private(tmp_path / "file", b"secret")
    with (
        patch("os.fchmod", side_effect=full),
        pytest.raises(ConfigurationError, match="No space left"),
    ):
        write_public(tmp_path / "file", b"public")

    assert list(tmp_path.iterdir()) == []
