"""Environments of the program: the one at work, the next one made beside it, and their exchange.

An environment is made for its last place and tried elsewhere, so its programs are called through
its Python until then: a script names the Python of its last place in its first line.
"""

import shutil
import subprocess
import sys
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from attestation.errors import ConfigurationError
from operations.backup.archive import BackupError

LOCK = "operations/runtime.txt"
"""In a wheel: the packages that it needs, with their hashes (ADR 0088)."""
_PROGRAMS = {
    "attest": "operations.cli.main",
    "attest-issuer": "issuer.cli.main",
}
_DPKG_DEB = "/usr/bin/dpkg-deb"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where the program is installed, and what lies beside it during an upgrade."""

    now: Path
    """The environment at work, as ``/opt/attestation``."""

    @property
    def next(self) -> Path:
        """The one that is tried."""
        return self.now.with_name(self.now.name + ".next")

    @property
    def before(self) -> Path:
        """The one that was at work before the last upgrade."""
        return self.now.with_name(self.now.name + ".before")

    def switch(self) -> None:
        """Put the next environment in its place; the former one stays beside it.

        From here on nothing may be imported for the first time by a program that runs from there.
        """
        shutil.rmtree(self.before, ignore_errors=True)
        self.now.rename(self.before)
        self.next.rename(self.now)

    def switch_back(self) -> None:
        """Put the former environment back, if another took its place."""
        if not self.now.exists():
            self.before.rename(self.now)
        elif self.before.exists() and not self.next.exists():
            self.now.rename(self.next)
            self.before.rename(self.now)

    def clean(self) -> None:
        """Remove an environment that did not come into its place."""
        shutil.rmtree(self.next, ignore_errors=True)


def call(
    environment: Path, program: str, arguments: Sequence[str | Path]
) -> subprocess.CompletedProcess[str]:
    """Run one of the programs of ``environment``, wherever it lies."""
    python = environment / "bin" / "python3"
    code = f"from {_PROGRAMS[program]} import main; main()"
    return subprocess.run(  # noqa: S603  a program of ours
        # -P: nothing of the folder in which somebody gave the command.
        [str(python), "-P", "-c", code, *map(str, arguments)],
        check=False,
        capture_output=True,
        text=True,
    )


def last_line(done: subprocess.CompletedProcess[str]) -> str:
    """Return the last thing that a program complained of."""
    return (done.stderr.strip().splitlines() or [f"code {done.returncode}"])[-1]


def make_environment(file: Path, place: Place, *, wheels: Path | None) -> None:
    """Make the next environment from a wheel, or from a package of Debian.

    Args:
        file: a wheel of this program, or its package.
        place: where the environment is at work.
        wheels: a folder with all that a wheel needs, for a machine without a network.

    Raises:
        ConfigurationError: the file is neither, or its packages cannot be installed.
    """
    place.clean()
    try:
        match file.suffix:
            case ".whl":
                _from_wheel(file, place, wheels)
            case ".deb":
                _from_package(file, place)
            case _:
                raise ConfigurationError(str(file), "une roue (.whl) ou un paquet (.deb)")
    except BaseException:
        place.clean()
        raise


def _from_wheel(file: Path, place: Place, wheels: Path | None) -> None:
    try:
        with zipfile.ZipFile(file) as opened:
            lock = opened.read(LOCK)
    except (OSError, KeyError, zipfile.BadZipFile):
        raise ConfigurationError(str(file), "ce n’est pas une roue de ce programme") from None
    python = Path(getattr(sys, "_base_executable", sys.executable))
    _run(python, "-m", "venv", place.next)
    pip = (place.next / "bin" / "python3", "-m", "pip", "install", "--quiet", "--no-deps")
    offline = () if wheels is None else ("--no-index", "--find-links", wheels)
    with TemporaryDirectory() as folder:
        locked = Path(folder) / "runtime.txt"
        locked.write_bytes(lock)
        if lock.strip():
            _run(*pip, "--require-hashes", *offline, "-r", locked)
        _run(*pip, "--no-index", file.absolute())
    _name_last_place(place)


def _name_last_place(place: Place) -> None:
    """Let scripts name the Python of the place where they will lie."""
    first = f"#!{place.next}/".encode()
    for script in (place.next / "bin").iterdir():
        if script.is_file() and not script.is_symlink():
            content = script.read_bytes()
            if content.startswith(first):
                script.write_bytes(f"#!{place.now}/".encode() + content.removeprefix(first))


def _from_package(file: Path, place: Place) -> None:
    with TemporaryDirectory(prefix=".upgrade-", dir=place.now.parent) as folder:
        _run(_DPKG_DEB, "-x", file, folder)
        made = Path(folder) / place.now.relative_to("/")
        if not (made / "bin" / "python3").exists():
            raise ConfigurationError(str(file), f"ce paquet n’installe rien en {place.now}")
        made.rename(place.next)


def _run(*command: str | Path) -> None:
    done = subprocess.run(  # noqa: S603  our own words
        list(map(str, command)), check=False, capture_output=True, text=True
    )
    if done.returncode:
        raise BackupError(f"{Path(command[0]).name} a échoué : {last_line(done)}")
