"""A whole folder compared with what its root signed: what its page could not say of itself."""

import shutil
from pathlib import Path

import pytest

from tests.support.commands import Done, run
from tests.support.kits import KitCommands
from tests.support.world import World
from verifier.cli.main import main


def _check(folder: Path, *options: str) -> Done:
    return run(main, "check-kit", folder, *options)


@pytest.fixture
def copy(kit: Path, tmp_path: Path) -> Path:
    shutil.copytree(kit, tmp_path / "copy")
    return tmp_path / "copy"


def test_kit_as_it_was_signed_is_said_to_be_so(kit: Path) -> None:
    done = _check(kit)
    fingerprint = done.out.split()[4].rstrip(",")
    grouped = " ".join(fingerprint[start : start + 4] for start in range(0, 64, 4))

    assert done.exit_code == 0, done
    assert "20/11/2026" in done.out
    assert _check(kit, "--fingerprint", grouped.upper()).exit_code == 0
    assert _check(kit, "--fingerprint", "00" * 32).exit_code == 2


@pytest.mark.parametrize(
    "path", ["checker.js", "index.html", "data.js", "manifest.js", "manifest.cbor", "records.bin"]
)
def test_changed_file_is_named(copy: Path, path: str) -> None:
    (copy / path).write_bytes((copy / path).read_bytes() + b" ")

    done = _check(copy)

    assert done.exit_code == 1
    assert f"signé : {path}\n" in done.out


def test_missing_and_added_files_are_named(copy: Path) -> None:
    (copy / "checker.css").unlink()
    (copy / "status" / "2.cwt").write_bytes(b"added")

    done = _check(copy)

    assert done.exit_code == 1
    assert "checker.css" in done.out
    assert "status/2.cwt" in done.out


def test_kit_that_nobody_signed_or_another_signed_is_refused(
    own_world: World, copy: Path, tmp_path: Path
) -> None:
    own = tmp_path / "own"
    assert KitCommands(own_world).prepare(own).exit_code == 0

    assert "signé" in _check(own).err
    shutil.copy(copy / "manifest.cwt", own)
    assert "ne l’a pas signé" in _check(own).err
    assert _check(tmp_path / "nowhere").exit_code == 2
