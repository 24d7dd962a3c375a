"""The locked packages and this checkout's wheel, installed for some Debian's Python.

No such Python need be here: wheels are laid out and nothing is run, so any machine builds for all.
"""

import os
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Sequence
from importlib.metadata import EntryPoint
from pathlib import Path

ROOT = Path(__file__).parents[1]
RUNTIME_LOCK = ROOT / "requirements" / "runtime.txt"
_BIN = Path(sys.executable).parent
_PLATFORM = "x86_64-manylinux_2_28"
"""glibc 2.28: Debian 12 has 2.36."""
_SCRIPT = """\
#!{prefix}/bin/python3
import sys
from {module} import {function}
sys.exit({function}())
"""


def program_version() -> str:
    """Return the version of this checkout."""
    content = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return str(content["project"]["version"])


def programs() -> list[EntryPoint]:
    """Return the programs of this checkout, by the names under which people know them."""
    content = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    scripts: dict[str, str] = content["project"]["scripts"]
    return [EntryPoint(name, value, "console_scripts") for name, value in scripts.items()]


def build_wheel(folder: Path) -> Path:
    """Build this checkout's wheel into ``folder``; what Git does not know is not in it."""
    _run(_BIN / "uv", "build", "-q", "--wheel", "--no-build-isolation", "-o", folder, ROOT)
    (wheel,) = folder.glob("attestation_service-*.whl")
    return wheel


def install_packages(wheel: Path, target: Path, *, python: str) -> None:
    """Install the lock and a wheel into ``target``, for the Python version ``python``."""
    for what in (("--require-hashes", "-r", RUNTIME_LOCK), (wheel,)):
        _run(
            *(_BIN / "uv", "pip", "install", "-q", "--no-config", "--no-deps"),
            *("--link-mode=copy", "--only-binary", ":all:", "--target", target),
            *("--python-version", python, "--python-platform", _PLATFORM, *what),
        )
    shutil.rmtree(target / "bin", ignore_errors=True)  # they name the Python of this machine


def make_environment(root: Path, prefix: Path, wheel: Path, *, python: str) -> None:
    """Make a virtual environment below ``root`` that will lie at ``prefix`` on another machine.

    Args:
        root: stands for ``/`` of that machine.
        prefix: where the environment will be, absolute.
        wheel: of this checkout.
        python: the Python that the other machine has, as ``3.13``.
    """
    place = root / prefix.relative_to("/")
    install_packages(wheel, place / "lib" / f"python{python}" / "site-packages", python=python)
    (place / "pyvenv.cfg").write_text(
        f"home = /usr/bin\ninclude-system-site-packages = false\nversion = {python}\n"
    )
    (place / "bin").mkdir()
    (place / "bin" / "python3").symlink_to(f"/usr/bin/python{python}")
    for program in programs():
        script = place / "bin" / program.name
        script.write_text(
            _SCRIPT.format(prefix=prefix, module=program.module, function=program.attr)
        )
        script.chmod(0o755)


def _run(*command: str | Path) -> None:
    _ = run_tool(command)


def run_tool(command: Sequence[str | Path]) -> str:
    """Run a tool, and return what it prints; what it complains of goes to our own output."""
    done = subprocess.run(  # noqa: S603  our own words
        list(map(str, command)),
        check=True,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "UV_PYTHON": sys.executable},
    )
    return done.stdout
