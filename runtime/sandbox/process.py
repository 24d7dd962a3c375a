"""The parent's side: one child process for one file, with a deadline and a bounded answer.

Whatever happens in the child (a crash, a bomb, an endless loop, a false answer) is a value here and
never an exception.
"""

import ctypes
import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict
from enum import Enum, auto
from threading import Event, Thread, Timer
from typing import IO, cast

from runtime.sandbox.bounds import Bounds

_PR_SET_DUMPABLE = 4  # linux/prctl.h


class Failure(Enum):
    """Why a child gave no answer."""

    TOO_SLOW = auto()
    OUT_OF_MEMORY = auto()
    ANSWER_TOO_LONG = auto()
    CRASHED = auto()
    """It ended by a signal, or could not be started."""


def ask_child(
    module: str, source: bytes | IO[bytes], *, bounds: Bounds, arguments: Sequence[str] = ()
) -> bytes | Failure:
    """Let ``python -m module`` work on a file, and return what it answers.

    Args:
        module: calls ``runtime.sandbox.child.serve``.
        source: the file's bytes, or the open file, of which no byte then passes through here.
        bounds: what it may cost.
        arguments: settings for the module, after the bounds; no word of the file.

    Returns:
        Untrusted bytes, empty where the child wrote nothing; or the reason why there are none.
    """
    hide_this_process()
    try:
        return _converse([*_command(module), _written(bounds), *arguments], source, bounds)
    except OSError:  # no more processes, memory or disk for a child
        return Failure.CRASHED


def hide_this_process() -> None:
    """Close this process's memory and environment to others of the same user (proc(5)).

    For a system on which the child's own filter cannot be installed. It writes no core dumps then.
    """
    if sys.platform.startswith("linux"):
        ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)


def environment(folder: str) -> dict[str, str]:
    """Return all that a child learns of the environment: nothing of ours."""
    return {"HOME": folder, "TMPDIR": folder, "LC_ALL": "C.UTF-8"}


def outcome(answer: bytes, *, status: int, is_late: bool, bounds: Bounds) -> bytes | Failure:
    """Return the answer of a child that has ended, or why it counts for nothing.

    Args:
        answer: what it wrote, one byte more than allowed at most.
        status: its exit code, or minus the number of the signal that ended it.
        is_late: it was ended because its time was over.
        bounds: what it was allowed.
    """
    if is_late or status == -signal.SIGXCPU:
        return Failure.TOO_SLOW
    if len(answer) > bounds.answer_bytes:
        return Failure.ANSWER_TOO_LONG
    if status == -signal.SIGABRT:  # how Rust ends a process that is out of memory
        return Failure.OUT_OF_MEMORY
    return Failure.CRASHED if status < 0 and status != -signal.SIGKILL else answer


def _command(module: str) -> list[str]:
    return [sys.executable, "-I", "-B", "-m", module]


def _written(bounds: Bounds) -> str:
    return json.dumps(asdict(bounds))


def _converse(command: list[str], source: bytes | IO[bytes], bounds: Bounds) -> bytes | Failure:
    with tempfile.TemporaryDirectory(prefix="attestation-sandbox-") as folder:
        child = subprocess.Popen(  # noqa: S603  our own module, by the interpreter's own path
            command,
            stdin=subprocess.PIPE if isinstance(source, bytes) else source,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # a library's complaint may quote the file
            cwd=folder,
            env=environment(folder),
            start_new_session=True,
        )
        is_late = Event()

        def end() -> None:
            is_late.set()
            _kill(child)

        deadline = Timer(bounds.seconds, end)
        deadline.start()
        try:
            answer = _answer_of(child, source, bounds)
        finally:
            deadline.cancel()
            deadline.join()
            # Before the child is reaped, while its number can mean no other process.
            _kill(child)
            status = child.wait()
    return outcome(answer, status=status, is_late=is_late.is_set(), bounds=bounds)


def _answer_of(child: subprocess.Popen[bytes], source: bytes | IO[bytes], bounds: Bounds) -> bytes:
    """Return the file and take the answer at once, so that neither side waits for the other."""
    feeder = None
    if isinstance(source, bytes):
        feeder = Thread(target=_feed, args=(cast(IO[bytes], child.stdin), source))
        feeder.start()
    with cast(IO[bytes], child.stdout) as stdout:
        answer = stdout.read(bounds.answer_bytes + 1)
    _kill(child)  # it writes nothing more, so a feeder that still waits is released
    if feeder is not None:
        feeder.join()
    return answer


def _feed(stdin: IO[bytes], data: bytes) -> None:
    with suppress(BrokenPipeError), stdin:  # the child may die before it has read all
        stdin.write(data)


def _kill(child: subprocess.Popen[bytes]) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(child.pid, signal.SIGKILL)
