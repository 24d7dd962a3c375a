"""``make drift``: the two commands on a day when the lock is old, with an old pip and the newest.

A lock that is sixty days behind is made, where possible; then the Makefile itself installs that one
and today's in throw-away copies of this checkout, and runs the demo in one. The commands that
install.md and cluster.md show are run too. Nothing but the package index is asked.
``python -m tests.setup.drift COMMIT`` does the same to an earlier commit.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

ROOT = Path(__file__).parents[2]
DAYS = 60
PIPS = ("pip==23.0.1", "pip")
"""Debian 12's, and the newest."""

YOUNG = {
    "gunicorn": "web/worker.py extends the threaded worker as 27 has it",
    "pyhanko": "0.38 is the first that leaves our certification of a document alone",
    "pyhanko-certvalidator": "pyhanko 0.38 asks for it",
    "sqlalchemy": "2.1 changed what its results are typed as",
}
"""Packages whose oldest release that serves may be younger than the lock made here, and why."""

_NO_INDEX = ("Failed to fetch", "dns error", "client error (Connect)", "tcp connect error")

_BLOCK = re.compile(r"^```sh\n(.*?)^```", re.M | re.S)

# What the Makefile calls Python: makes the environment, then puts the wanted pip into it.
_PYTHON = """#!/bin/sh
{python} "$@" || exit
if [ "$1 $2" = "-m venv" ]; then "$3/bin/python" -m pip install --quiet --upgrade '{pip}'; fi
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """What is installed, and with what."""

    lock: str
    pip: str
    targets: tuple[str, ...]
    """Of the Makefile."""


TRIALS = (
    Trial(lock="behind", pip=PIPS[0], targets=("demo", ".venv/.ready")),
    Trial(lock="today", pip=PIPS[0], targets=(".venv/.ready",)),
    Trial(lock="behind", pip=PIPS[1], targets=(".venv/.ready",)),
    Trial(lock="today", pip=PIPS[1], targets=(".venv/.ready",)),
)


def main() -> None:
    """Try each; stop with 1 where one fails."""
    commit = sys.argv[1] if len(sys.argv) > 1 else "HEAD"
    with tempfile.TemporaryDirectory(prefix="attestation-drift-") as name:
        folder = Path(name)
        behind = folder / "behind"
        check_out(commit, behind)
        make_behind(behind)
        with ThreadPoolExecutor(2) as pool:
            guides = pool.submit(follow_guides, folder, commit)
            outcomes = [*pool.map(partial(attempt, folder, commit), TRIALS), guides.result()]
    sys.exit(0 if all(outcomes) else 1)


def check_out(commit: str, target: Path) -> None:
    """Copy what is committed to ``target``."""
    target.mkdir()
    archive = subprocess.run(
        ["git", "archive", commit], cwd=ROOT, check=True, stdout=subprocess.PIPE
    ).stdout
    subprocess.run(["tar", "-x"], cwd=target, input=archive, check=True)


def make_behind(tree: Path) -> None:
    """Make the locks of ``tree`` anew as if it were ``DAYS`` ago."""
    day = (datetime.now(UTC) - timedelta(days=DAYS)).date().isoformat()
    today = datetime.now(UTC).date().isoformat()
    young = [word for name in YOUNG for word in ("--exclude-newer-package", f"{name}={today}")]
    before = pins(tree)
    for lock, extra in (("dev.txt", ["--extra", "dev"]), ("runtime.txt", ["-c", "dev.txt"])):
        file = tree / "requirements" / lock
        file.unlink()  # uv would keep its pins
        command = [sys.executable, "-m", "uv", "pip", "compile", "--quiet", "--universal"]
        command += ["--python-version", "3.11", "--generate-hashes", "--no-emit-index-url"]
        command += ["--exclude-newer", day, *young, "../pyproject.toml", *extra, "-o", lock]
        done = subprocess.run(command, cwd=file.parent, capture_output=True, text=True)
        if done.returncode != 0:
            if any(words in done.stderr for words in _NO_INDEX):
                sys.exit("drift: the package index does not answer; nothing was tried.")
            sys.exit(f"drift: no lock of {day} can be made.\n{done.stderr}")
    older = len(before - pins(tree))
    print(f"drift: a lock of {day}, {older} of {len(before)} pins behind", flush=True)


def pins(tree: Path) -> set[str]:
    """Return what the lock for development pins."""
    lines = (tree / "requirements" / "dev.txt").read_text(encoding="utf-8").splitlines()
    return {line.partition(" ")[0] for line in lines if "==" in line.partition(" ")[0]}


def follow_guides(folder: Path, commit: str) -> bool:
    """Run what the guides show for /opt/attestation, in a folder of this trial."""
    started = time.monotonic()
    tree = folder / "guides"
    check_out(commit, tree)
    pages = (tree / "docs" / "operations" / name for name in ("install.md", "cluster.md"))
    blocks = [block for page in pages for block in _BLOCK.findall(page.read_text(encoding="utf-8"))]
    commands = "\n".join(block for block in blocks if "/opt/attestation" in block)
    commands = commands.replace("/opt/attestation", str(folder / "opt"))
    return run(["sh", "-e", "-c", commands], tree, started, "install.md and cluster.md as written")


def attempt(folder: Path, commit: str, trial: Trial) -> bool:
    """Let the Makefile install."""
    started = time.monotonic()
    tree = folder / f"{trial.lock}-{trial.pip}"
    check_out(commit, tree)
    if trial.lock == "behind":
        for lock in ("dev.txt", "runtime.txt"):
            (tree / "requirements" / lock).write_bytes(
                (folder / "behind" / "requirements" / lock).read_bytes()
            )
    python = tree / "python-with-pip"
    python.write_text(_PYTHON.format(python=base_python(), pip=trial.pip))
    python.chmod(0o700)
    command = ["make", f"PYTHON={python}", *without_bundles(tree)]
    what = f"{trial.lock} lock, {trial.pip}, make {' '.join(trial.targets)}"
    return run([*command, *trial.targets], tree, started, what)


def without_bundles(tree: Path) -> list[str]:
    """Return make's options that leave out what is bundled from npm, which is not tried here."""
    text = (tree / "Makefile").read_text("utf-8")
    paths = re.findall(r"^(?:DECODER|CHECKER) := (\S+)$", text, re.M)
    return [option for path in paths for option in ("-o", path)]


def run(command: list[str], tree: Path, started: float, what: str) -> bool:
    """Run a trial's command in its checkout, which then goes; print how it went."""
    done = subprocess.run(
        command,
        cwd=tree,
        env=os.environ | {"PIP_NO_CACHE_DIR": "1", "MAKEFLAGS": ""},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    is_good = done.returncode == 0
    shutil.rmtree(tree)
    seconds = time.monotonic() - started
    print(f"drift: {'passed' if is_good else 'FAILED'} in {seconds:.0f} s: {what}", flush=True)
    if not is_good:
        print("\n".join(done.stdout.splitlines()[-12:]), flush=True)
    return is_good


def base_python() -> str:
    """Return the interpreter that this environment was made with."""
    return str(Path(sys.base_prefix, "bin", f"python{sys.version_info[0]}.{sys.version_info[1]}"))


if __name__ == "__main__":
    main()
