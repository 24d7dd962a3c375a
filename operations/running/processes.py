"""Our programs as child processes of one: started together, watched, stopped together."""

import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

_POLL_SECONDS = 0.5
_STOP_SECONDS = 30.0
_PROC = Path("/proc")
FACES: Mapping[str, Sequence[str]] = {
    "vérificateur": ("attest-verifier", "serve"),
    "bureau": ("attest-issuer", "serve"),
    "page des participants": ("attest-issuer", "participant-serve"),
}
"""The desk's process has the workers for jobs and mail beside it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """A command that is run again and again."""

    command: Sequence[str]
    every_seconds: float


TASKS: Mapping[str, Task] = {
    "entretien": Task(command=("attest", "upkeep"), every_seconds=86_400),
    "sauvegarde": Task(command=("attest", "backup"), every_seconds=86_400),
    "exercice": Task(command=("attest", "drill"), every_seconds=30 * 86_400),
}
"""What timers do elsewhere; the first time once the faces have had a while to start."""


def run_all(
    config: Path,
    *,
    say: Callable[[str], None],
    tasks: Mapping[str, Task] = TASKS,
    first_task_seconds: float = 60.0,
) -> int:
    """Run every face and task until one face ends or somebody stops this; return the exit code.

    Args:
        config: the settings file.
        say: for what a person should know.
        tasks: by name, what is run beside the faces.
        first_task_seconds: after how long tasks are run for the first time.
    """
    with _interrupted_by_sigterm(), _started(config) as faces:
        due = dict.fromkeys(tasks, time.monotonic() + first_task_seconds)
        for name, face in faces.items():
            say(f"{name} : processus {face.pid}")
        said = False
        try:
            while True:
                ended = [name for name, face in faces.items() if face.poll() is not None]
                if ended:
                    say(f"{', '.join(ended)} : arrêté ; voyez les lignes plus haut")
                    return 3
                for name in [name for name, at in due.items() if at <= time.monotonic()]:
                    due[name] = time.monotonic() + tasks[name].every_seconds
                    code = subprocess.run(_command(config, tasks[name].command), check=False)  # noqa: S603
                    say(f"{name} : {'fait' if code.returncode == 0 else 'ÉCHEC'}")
                    if not said:
                        say(_memory(faces))
                        said = True
                time.sleep(_POLL_SECONDS)
        except KeyboardInterrupt:
            say(_memory(faces))
            return 0


def megabytes_of(pid: int) -> float:
    """Return the proportional share of memory of a process and its children."""
    total, pids = 0.0, [pid]
    while pids:
        one = pids.pop()
        try:
            lines = (_PROC / str(one) / "smaps_rollup").read_text().splitlines()
            children = (_PROC / str(one) / "task" / str(one) / "children").read_text().split()
        except OSError:  # it ended meanwhile
            continue
        total += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024
        pids += map(int, children)
    return total


@contextmanager
def _started(config: Path) -> Iterator[dict[str, "subprocess.Popen[bytes]"]]:
    faces: dict[str, subprocess.Popen[bytes]] = {}
    try:
        for name, command in FACES.items():
            faces[name] = subprocess.Popen(_command(config, command))  # noqa: S603  our own
        yield faces
    finally:
        for face in faces.values():
            face.terminate()
        for face in faces.values():
            try:
                face.wait(timeout=_STOP_SECONDS)
            except subprocess.TimeoutExpired:
                face.kill()
                face.wait()


@contextmanager
def _interrupted_by_sigterm() -> Iterator[None]:
    def stop(_signal: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _memory(faces: Mapping[str, "subprocess.Popen[bytes]"]) -> str:
    used = {name: megabytes_of(face.pid) for name, face in faces.items()}
    each = ", ".join(f"{name} {size:.0f} Mo" for name, size in used.items())
    return f"Mémoire : {sum(used.values()):.0f} Mo ({each})"


def _command(config: Path, command: Sequence[str]) -> list[str]:
    program, *arguments = command
    return [str(Path(sys.executable).parent / program), "--config", str(config), *arguments]
