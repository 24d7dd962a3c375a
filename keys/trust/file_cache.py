"""Something made of files, made again as soon as one of them is another."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import Generic, TypeVar

MadeT = TypeVar("MadeT")
Stamp = tuple[int, int, int]


def stamp_of(path: Path) -> Stamp | None:
    """Return what changes when a file is replaced or written; None where there is none."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size, status.st_ino


@dataclass(slots=True, kw_only=True)
class FileCache(Generic[MadeT]):
    """What ``make`` makes of ``paths``; shared between threads.

    A change is seen at the next call: a few system calls each time, and no notification to miss.
    """

    paths: tuple[Path, ...]
    make: Callable[[], MadeT]
    _made: tuple[MadeT, tuple[Stamp | None, ...]] | None = None
    _lock: Lock = field(default_factory=Lock)

    def current(self) -> MadeT:
        """Return what the files make now; what ``make`` raises is raised until they are good."""
        # Before reading: what changes meanwhile is read again the next time.
        stamps = tuple(stamp_of(path) for path in self.paths)
        with self._lock:
            if self._made is None or self._made[1] != stamps:
                self._made = None
                self._made = self.make(), stamps
            return self._made[0]
