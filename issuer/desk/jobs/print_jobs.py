"""Files for the printer, made in the background: how far each is, and for an hour its content.

They are copies of what the register has, so they live with the process, in files that have no name
on the disk: whatever ends the process deletes them, and one asks again. ADR 0138.
"""

import os
import secrets
import threading
import weakref
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from tempfile import TemporaryFile
from typing import BinaryIO

import structlog

from attestation.errors import AttestationError
from issuer.words.sentence import said, sentence

KEPT = timedelta(hours=1)
MOST_KEPT = 10
_PIECE_BYTES = 1 << 16

_log = structlog.get_logger()


@dataclass(slots=True, kw_only=True, weakref_slot=True, eq=False)
class PrintJob:
    """One file for the printer: in the making, made, or stopped by a problem."""

    number: str
    """Unguessable: it stands in an address."""
    login: str
    module_code: str
    asked_at: datetime
    total: int
    done: int = 0
    length: int | None = None
    """In bytes, once the file is whole."""
    problem: str | None = None
    """In French."""
    _descriptor: int = field(init=False)
    _ended: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        with TemporaryFile() as file:
            self._descriptor = os.dup(file.fileno())
        weakref.finalize(self, os.close, self._descriptor)  # whoever still reads it holds the job

    @property
    def state(self) -> str:
        """``running``, ``done`` or ``failed``, as ``JobState`` says it."""
        if self.problem is not None:
            return "failed"
        return "running" if self.length is None else "done"

    def wait(self, seconds: float) -> bool:
        """Wait until it has ended, but no longer than ``seconds``; return whether it has."""
        return self._ended.wait(seconds)

    def pieces(self) -> Iterator[bytes]:
        """Yield the file's bytes; several may read at once."""
        start, length = 0, self.length or 0
        while start < length:
            piece = os.pread(self._descriptor, _PIECE_BYTES, start)
            start += len(piece)
            yield piece

    def count_page(self) -> None:
        """Count a page that was written."""
        self.done += 1

    def write(self, make: Callable[["PrintJob", BinaryIO], None]) -> None:
        """Have ``make`` write the file; what it raises is kept as the problem."""
        try:
            with os.fdopen(os.dup(self._descriptor), "wb") as output:
                make(self, output)
                length = output.tell()
            self.length = length
        except AttestationError as error:
            self.problem = said(error)
        except Exception as error:
            # The outermost handler of this thread: only the kind is logged.
            _log.error("desk.print_failed", kind=type(error).__name__)
            self.problem = sentence("le fichier n’a pas pu être fait")
        finally:
            self._ended.set()


class PrintJobs:
    """The files for the printer of one process; they are made one after the other."""

    def __init__(self) -> None:
        self._jobs: dict[str, PrintJob] = {}
        self._lock, self._one_at_a_time = threading.Lock(), threading.Lock()

    def start(
        self,
        make: Callable[[PrintJob, BinaryIO], None],
        *,
        login: str,
        module_code: str,
        total: int,
        at: datetime,
    ) -> PrintJob:
        """Begin a file; whoever asked twice for the same module gets the one under way."""
        with self._lock:
            self._forget(at)
            for job in self._jobs.values():
                if (job.login, job.module_code, job.state) == (login, module_code, "running"):
                    return job
            job = PrintJob(
                number=secrets.token_hex(16),
                login=login,
                module_code=module_code,
                asked_at=at,
                total=total,
            )
            self._jobs[job.number] = job
        threading.Thread(target=self._run, args=(job, make), name="print", daemon=True).start()
        return job

    def find(self, number: str, *, login: str) -> PrintJob | None:
        """Return what ``login`` asked for under ``number``; None where it is gone."""
        with self._lock:
            job = self._jobs.get(number)
        return job if job is not None and job.login == login else None

    def _run(self, job: PrintJob, make: Callable[[PrintJob, BinaryIO], None]) -> None:
        with self._one_at_a_time:
            job.write(make)
        # Names do not lie about because nobody prints again.
        timer = threading.Timer(KEPT.total_seconds(), self._drop, (job.number,))
        timer.daemon = True
        timer.start()

    def _drop(self, number: str) -> None:
        with self._lock:
            self._jobs.pop(number, None)

    def _forget(self, at: datetime) -> None:
        ended = [job for job in self._jobs.values() if job.state != "running"]
        too_many = len(self._jobs) - MOST_KEPT + 1
        for position, job in enumerate(ended):  # the oldest first
            if position < too_many or at - job.asked_at > KEPT:
                del self._jobs[job.number]
