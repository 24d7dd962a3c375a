"""Looking into a file from outside: a child process with limits, its answer read with care.

Whatever happens in there (a crash, a bomb, an endless loop, a lie) comes back as an answer.
"""

import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass
from functools import partial
from threading import Event, Thread, Timer
from typing import IO, cast

from attestation.reasons import Gap, Obstacle
from verifier.inspection.answer import Answer, Nothing
from verifier.inspection.answer_reader import decode_answer
from verifier.inspection.limits import Limits
from verifier.inspection.places import Places

_CHILD = (sys.executable, "-I", "-B", "-m", "verifier.inspection.child")


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspector:
    """Looks into files, a few at a time; shared between threads."""

    limits: Limits
    places: Places
    """One for each child that may run at once; who gets none in time is told so."""

    def for_visitor(self, visitor: str) -> Callable[[bytes], Answer]:
        """Look into files for one visitor, who shares the places with all the others."""
        return partial(self, visitor=visitor)

    def __call__(self, data: bytes, *, visitor: str = "") -> Answer:
        """Look into ``data``; every failure is an answer."""
        if not data:
            return Nothing(reason=Gap.EMPTY)
        if len(data) > self.limits.file_bytes:
            return Nothing(reason=Obstacle.TOO_LARGE)
        # A place comes free when its child ends, after so many seconds at the latest.
        with self.places.taken(visitor, seconds=2 * self.limits.seconds) as has_place:
            if not has_place:
                return Nothing(reason=Obstacle.TOO_SLOW)
            try:
                return _inspect_in_child(data, self.limits)
            except OSError:  # no more processes, memory or disk for a child
                return Nothing(reason=Obstacle.FAILED)


def _inspect_in_child(data: bytes, limits: Limits) -> Answer:
    with tempfile.TemporaryDirectory(prefix="attestation-inspection-") as folder:
        child = subprocess.Popen(  # noqa: S603  our own module, by the interpreter's own path
            [*_CHILD, json.dumps(asdict(limits))],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # a library's complaint may quote the upload
            cwd=folder,
            env={"HOME": folder, "TMPDIR": folder, "LC_ALL": "C.UTF-8"},
            start_new_session=True,
        )
        is_late = Event()

        def end() -> None:
            is_late.set()
            _kill(child)

        deadline = Timer(limits.seconds, end)
        deadline.start()
        try:
            answer = _converse(child, data, limits)
        finally:
            deadline.cancel()
            deadline.join()
            # Before the child is reaped, while its number can mean no other process.
            _kill(child)
            status = child.wait()
    if is_late.is_set() or status == -signal.SIGXCPU:
        return Nothing(reason=Obstacle.TOO_SLOW)
    return decode_answer(answer)


def _converse(child: subprocess.Popen[bytes], data: bytes, limits: Limits) -> bytes:
    """Give the upload and take the answer at once, so that neither side waits for the other."""
    stdin, stdout = cast(IO[bytes], child.stdin), cast(IO[bytes], child.stdout)
    feeder = Thread(target=_feed, args=(stdin, data))
    feeder.start()
    with stdout:
        answer = stdout.read(limits.answer_bytes + 1)
    if len(answer) > limits.answer_bytes:
        answer = b""
    _kill(child)  # it has nothing more to say, and a feeder that still waits is let go
    feeder.join()
    return answer


def _feed(stdin: IO[bytes], data: bytes) -> None:
    with suppress(BrokenPipeError), stdin:  # the child may die before it has read all
        stdin.write(data)


def _kill(child: subprocess.Popen[bytes]) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(child.pid, signal.SIGKILL)
