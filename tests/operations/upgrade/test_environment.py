"""The next environment: made beside the one at work, of a wheel or a package, without a network."""

import base64
import hashlib
import subprocess
import zipfile
from pathlib import Path

import pytest

from attestation.errors import ConfigurationError
from operations.backup.archive import BackupError
from operations.upgrade.environment import LOCK, Place, call, last_line, make_environment
from tests.support.tools import run_tool

_INFO = "attestation_service-9.0.dist-info"


def wheel(folder: Path, *, lock: str | None = "") -> Path:
    """Make a wheel whose ``attest`` says how it was called."""
    files = {
        "operations/__init__.py": "",
        "operations/cli/__init__.py": "",
        "operations/cli/main.py": "import sys\n\ndef main():\n    print('nine', sys.argv[1:])\n",
        f"{_INFO}/METADATA": "Metadata-Version: 2.1\nName: attestation-service\nVersion: 9.0\n",
        f"{_INFO}/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        f"{_INFO}/entry_points.txt": "[console_scripts]\nattest = operations.cli.main:main\n",
    }
    if lock is not None:
        files[LOCK] = lock
    record = "".join(
        f"{name},sha256={_digest(text)},{len(text.encode())}\n" for name, text in files.items()
    )
    file = folder / "attestation_service-9.0-py3-none-any.whl"
    with zipfile.ZipFile(file, "w") as opened:
        for name, text in {**files, f"{_INFO}/RECORD": f"{record}{_INFO}/RECORD,,\n"}.items():
            opened.writestr(name, text)
    return file


def _digest(text: str) -> str:
    digest = hashlib.sha256(text.encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


@pytest.fixture
def place(tmp_path: Path) -> Place:
    made = Place(now=tmp_path / "opt" / "attestation")
    made.now.mkdir(parents=True)
    return made


def test_environment_of_a_wheel_is_tried_beside_and_works_in_its_place(
    place: Place, tmp_path: Path
) -> None:
    make_environment(wheel(tmp_path), place, wheels=tmp_path)

    tried = call(place.next, "attest", ["drill"])
    assert (tried.returncode, tried.stdout) == (0, "nine ['drill']\n")

    place.switch()

    there = subprocess.run(
        [str(place.now / "bin" / "attest"), "doctor"], check=True, capture_output=True, text=True
    )
    assert there.stdout == "nine ['doctor']\n"
    assert not place.next.exists()
    assert place.before.is_dir()


def test_package_that_cannot_be_had_leaves_nothing(place: Place, tmp_path: Path) -> None:
    file = wheel(tmp_path, lock=f"nowhere==1.0 --hash=sha256:{'0' * 64}\n")

    with pytest.raises(BackupError, match="a échoué"):
        make_environment(file, place, wheels=tmp_path)

    assert not place.next.exists()


def test_package_of_debian_is_unpacked_beside(place: Place, tmp_path: Path) -> None:
    root = tmp_path / "root"
    inside = root / place.now.relative_to("/")
    (inside / "bin").mkdir(parents=True)
    (inside / "bin" / "python3").touch()
    (root / "DEBIAN").mkdir()
    (root / "DEBIAN" / "control").write_text(
        "Package: x\nVersion: 1\nArchitecture: all\nMaintainer: x <x@example.org>\nDescription: x\n"
    )
    file = tmp_path / "x.deb"
    run_tool("dpkg-deb", "--root-owner-group", "-b", root, file)

    make_environment(file, place, wheels=None)

    assert (place.next / "bin" / "python3").exists()
    elsewhere = Place(now=tmp_path / "srv" / "attestation")
    elsewhere.now.mkdir(parents=True)
    with pytest.raises(ConfigurationError, match="n’installe rien"):
        make_environment(file, elsewhere, wheels=None)


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("x.whl", b"nonsense", "pas une roue de ce programme"),
        ("x.deb", b"nonsense", "dpkg-deb a échoué"),
        ("x.tar.gz", b"", "une roue"),
    ],
)
def test_other_files_are_refused(
    place: Place, tmp_path: Path, name: str, content: bytes, words: str
) -> None:
    (tmp_path / name).write_bytes(content)

    with pytest.raises((ConfigurationError, BackupError), match=words):
        make_environment(tmp_path / name, place, wheels=None)

    assert not place.next.exists()


def test_wheel_without_its_lock_is_not_of_this_program(place: Place, tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="pas une roue"):
        make_environment(wheel(tmp_path, lock=None), place, wheels=tmp_path)


def test_program_that_fails_without_a_word_is_told_by_its_code() -> None:
    assert last_line(subprocess.CompletedProcess([], 4, "", "")) == "code 4"
