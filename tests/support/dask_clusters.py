"""A real Dask scheduler and real workers, each a process of its own."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

_LONG = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class DaskCluster:
    """A scheduler's address, and who works for it."""

    address: str
    workers: tuple["subprocess.Popen[bytes]", ...]
    logs: tuple[Path, ...]


@contextmanager
def dask_cluster(
    folder: Path, *, tls: Sequence[Path] = (), preloads: Sequence[str | None] = (None, None)
) -> Iterator[DaskCluster]:
    """Run a scheduler and a worker for each of ``preloads``, a script that spoils it, or None.

    Args:
        folder: for addresses and logs.
        tls: authority, certificate and key of all of them.
        preloads: in the order of ``workers``.
    """
    file = folder / "scheduler.json"
    secure = [
        word
        for name, path in zip(("ca-file", "cert", "key"), tls, strict=False)
        for word in (f"--tls-{name}", str(path))
    ]
    protocol = ["--protocol", "tls"] if tls else []
    common = ["--scheduler-file", str(file), "--no-dashboard", *secure]
    scheduler = _start(
        folder / "scheduler.log",
        "dask_scheduler",
        [*common, *protocol, "--host", "127.0.0.1", "--port", "0"],
    )
    running = [scheduler]
    try:
        _wait_for(file)
        logs = []
        for number, preload in enumerate(preloads):
            arguments = [*common, *protocol, "--no-nanny", "--nthreads", "1", "--host", "127.0.0.1"]
            arguments += ["--local-directory", str(folder), "--name", f"worker-{number}"]
            if preload is not None:
                script = folder / f"preload_{number}.py"
                script.write_text(preload, encoding="utf-8")
                arguments += ["--preload", str(script)]
            logs.append(folder / f"worker-{number}.log")
            running.append(_start(logs[-1], "dask_worker", arguments))
        for log in logs:
            _wait_for_words(log, "Registered to")
        address = json.loads(file.read_text(encoding="utf-8"))["address"]
        yield DaskCluster(address=address, workers=tuple(running[1:]), logs=tuple(logs))
    finally:
        for process in reversed(running):
            process.kill()
            process.wait()


def _start(log: Path, program: str, arguments: list[str]) -> "subprocess.Popen[bytes]":
    with log.open("wb") as stream:
        return subprocess.Popen(
            [sys.executable, "-m", f"distributed.cli.{program}", *arguments],
            stdin=subprocess.DEVNULL,
            stdout=stream,
            stderr=stream,
        )


def _wait_for(file: Path) -> None:
    end = time.monotonic() + _LONG
    while time.monotonic() < end:
        with suppress(OSError, ValueError):
            json.loads(file.read_text(encoding="utf-8"))
            return
        time.sleep(0.05)
    raise TimeoutError(file.name)


def _wait_for_words(log: Path, words: str) -> None:
    end = time.monotonic() + _LONG
    while time.monotonic() < end:
        if words in log.read_text(encoding="utf-8"):
            return
        time.sleep(0.05)
    raise TimeoutError(log.read_text(encoding="utf-8")[-2000:])
