"""A value made from files, cached until one of them changes."""

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
    """The value that ``make`` returns for ``paths``; shared between threads.

    Each call looks at the files, so no notification can be missed; it costs a few system calls.
    """

    paths: tuple[Path, ...]
    make: Callable[[], MadeT]
    _made: tuple[MadeT, tuple[Stamp | None, ...]] | None = None
    _lock: Lock = field(default_factory=Lock)

    def current(self) -> MadeT:
        """Return the current value; raises what ``make`` raises, until the files are good."""
        # Taken before reading, so that a change meanwhile is read at the next call.
        stamps = tuple(stamp_of(path) for path in self.paths)
        with self._lock:
            if self._made is None or self._made[1] != stamps:
                self._made = None
                self._made = self.make(), stamps
            return self._made[0]
