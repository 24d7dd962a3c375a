"""A fork server, where the kernel lets one be confined."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from runtime.sandbox.bounds import Bounds
from runtime.sandbox.fork_server import ForkServer
from runtime.sandbox.process import Failure
from tests.support.waiting import wait_until

BOUNDS = Bounds(seconds=60, memory_bytes=1 << 31, input_bytes=10_000, answer_bytes=1000)
SCRIPTED = "tests.support.scripted_child"

# A module that a process runs has another name there than one that it imports.
IS_FORKED = b"import sys; answer = int('tests.support.scripted_child' in sys.modules)"


@pytest.fixture(scope="module", autouse=True)
def seccomp() -> None:
    test = "from runtime.sandbox.confinement import confine; raise SystemExit(not confine())"
    if subprocess.run([sys.executable, "-c", test], check=False).returncode != 0:
        pytest.skip("this kernel or container has no seccomp")


@pytest.fixture
def server() -> Iterator[ForkServer]:
    server = ForkServer(SCRIPTED)
    server.start()
    assert wait_until(lambda: ask(server, IS_FORKED) == "1")
    yield server
    server.close()


def ask(server: ForkServer, script: bytes, bounds: Bounds = BOUNDS) -> str | Failure:
    answer = server.ask(script, bounds=bounds)
    return answer.decode() if isinstance(answer, bytes) else answer


def process_of(server: ForkServer) -> int:
    assert server._running is not None
    return server._running.process.pid


def children_of(pid: int) -> list[str]:
    return Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
