"""A file is there whole or not at all, for whom it is meant."""

import os
from pathlib import Path

import pytest

from runtime.files import replace_file


def test_file_is_replaced_whole_and_flushed_with_its_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    flushed: list[bool] = []
    real = os.fsync

    def fsync(descriptor: int) -> None:
        flushed.append(Path(f"/proc/self/fd/{descriptor}").resolve() == tmp_path)
        real(descriptor)

    monkeypatch.setattr(os, "fsync", fsync)
    file = tmp_path / "file"
    file.write_bytes(b"before")

    replace_file(file, b"after")

    assert file.read_bytes() == b"after"
    assert flushed == [False, True]  # the file, then the folder that names it


@pytest.mark.parametrize("mode", [0o600, 0o644])
def test_file_is_for_whom_it_is_meant(tmp_path: Path, mode: int) -> None:
    replace_file(tmp_path / "file", b"", mode=mode)

    assert (tmp_path / "file").stat().st_mode & 0o777 == mode


def test_what_was_there_stands_when_the_disk_is_full(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    (tmp_path / "file").write_bytes(b"before")
    monkeypatch.setattr(os, "fsync", full)

    with pytest.raises(OSError, match="No space"):
        replace_file(tmp_path / "file", b"after")
    assert [file.read_bytes() for file in tmp_path.iterdir()] == [b"before"]
