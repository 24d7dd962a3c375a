"""Children that are forked: each holds one file, is confined, and dies after it, like any child."""

import ast
import os
import select
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from runtime.sandbox.bounds import Bounds
from runtime.sandbox.fork_server import ForkServer, ForkServers
from runtime.sandbox.process import Failure
from tests.support.waiting import wait_until

BOUNDS = Bounds(seconds=60, memory_bytes=1 << 31, input_bytes=10_000, answer_bytes=1000)
SCRIPTED = "tests.support.scripted_child"
# A module that a process runs has another name there than one that it imports.
IS_FORKED = b"import sys; answer = int('tests.support.scripted_child' in sys.modules)"


@pytest.fixture(scope="module")
def servers() -> Iterator[ForkServers]:
    servers = ForkServers()
    yield servers
    servers.close()


@pytest.fixture(scope="module", autouse=True)
def _seccomp() -> None:
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


def test_each_file_has_a_process_of_its_own_that_is_gone_afterwards(server: ForkServer) -> None:
    script = b"import os\nanswer = [os.getpid(), os.getppid(), os.getsid(0)]"
    early = b"#early\n" + script
    seen = [ast.literal_eval(str(ask(server, early))) for _ in range(3)]

    assert len({pid for pid, _, _ in seen}) == 3
    assert {parent for _, parent, _ in seen} == {process_of(server)}
    assert all(session == pid for pid, _, session in seen)
    assert children_of(process_of(server)) == []


def test_nothing_of_one_file_is_left_for_the_next(server: ForkServer) -> None:
    leave = b"import tests.support.scripted_child as me; me.left = 'of the first'; answer = 'done'"

    assert ask(server, leave) == "done"
    assert ask(
        server, b"import tests.support.scripted_child as me\nanswer = vars(me).get('left')"
    ) == ("None")


def test_forked_child_holds_one_file_and_no_other_descriptor(server: ForkServer) -> None:
    script = b"""#early
import os, stat
answer = []
for one in range(64):
    try: os.fstat(one)
    except OSError: continue
    answer.append(one)
assert set(os.environ) <= {'HOME', 'TMPDIR', 'LC_ALL', 'LC_CTYPE'}
"""
    assert ask(server, script) == "[0, 1, 2]"


def test_open_file_goes_to_the_forked_child_itself(server: ForkServer, tmp_path: Path) -> None:
    (tmp_path / "script").write_bytes(b"answer = 'read'")

    with (tmp_path / "script").open("rb") as file:
        assert server.ask(file, bounds=BOUNDS) == b"read"


@pytest.mark.parametrize(
    "act",
    [
        "open('/etc/hostname')",
        "open('/proc/%d/environ' % os.getppid())",
        "os.fork()",
        "os.kill(os.getppid(), 0)",
        "socket.socket()",
        "os.pipe()",
        "os.write(0, b'x')",
    ],
)
def test_forked_child_is_confined(server: ForkServer, act: str) -> None:
    script = f"""
import os, socket
try: {act}
except OSError: answer = 'refused'
else: answer = 'DONE'
"""
    assert ask(server, script.encode()) == "refused"


@pytest.mark.parametrize(
    ("script", "failure"),
    [
        (b"import os; os.abort()", Failure.OUT_OF_MEMORY),
        (b"import ctypes; ctypes.string_at(0)", Failure.CRASHED),
        (b"answer = 'x' * 5000", Failure.ANSWER_TOO_LONG),
        (b"raise ValueError", b""),
        (b"bytearray(1 << 31)", b""),
    ],
    ids=["abort", "crash", "endless", "exception", "memory"],
)
def test_each_end_of_a_forked_child_has_its_name(
    server: ForkServer, script: bytes, failure: Failure | bytes
) -> None:
    assert server.ask(script, bounds=BOUNDS) == failure


def test_forked_child_that_hangs_is_ended_and_reaped(server: ForkServer) -> None:
    soon = Bounds(seconds=0.3, memory_bytes=1 << 31, input_bytes=100, answer_bytes=100)

    assert ask(server, b"while True: pass", soon) is Failure.TOO_SLOW
    assert children_of(process_of(server)) == []


def test_fork_server_that_died_is_replaced(server: ForkServer) -> None:
    first = process_of(server)
    os.kill(first, signal.SIGKILL)
    os.waitid(os.P_PID, first, os.WEXITED | os.WNOWAIT)

    assert ask(server, b"answer = 'all the same'") == "all the same"
    assert wait_until(lambda: ask(server, IS_FORKED) == "1")
    assert process_of(server) != first
    assert not Path(f"/proc/{first}").exists()  # no zombie


def test_children_die_with_their_fork_server(server: ForkServer, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    script = f"""#early
import os
writer = os.open({str(pipe)!r}, os.O_WRONLY)
os.write(writer, b'here')
os.kill(os.getppid(), 9)
import time; time.sleep(60)
"""
    assert ask(server, script.encode()) is Failure.CRASHED
    os.set_blocking(reader, True)
    assert os.read(reader, 100) == b"here"
    assert os.read(reader, 100) == b""  # nobody holds its other side any more
    os.close(reader)


def test_fork_server_ends_with_the_process_that_started_it() -> None:
    script = (
        "import os, sys\n"
        "from runtime.sandbox.fork_server import ForkServer\n"
        f"server = ForkServer({SCRIPTED!r})\n"
        "server.start()\n"
        "print(server._running.process.pid, flush=True)\n"
        "sys.stdin.read()\n"
        "os._exit(0)"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as parent:
        assert parent.stdout is not None
        process = os.pidfd_open(int(parent.stdout.readline()))
        parent.communicate()

    poller = select.poll()
    poller.register(process, select.POLLIN)
    assert poller.poll(60_000)
    os.close(process)


@pytest.mark.parametrize("reason", ["threaded", "unfiltered"])
def test_without_filter_no_child_is_forked(reason: str) -> None:
    server = ForkServer(f"tests.support.{reason}_child")
    server.start()
    os.waitid(os.P_PID, process_of(server), os.WEXITED | os.WNOWAIT)

    assert ask(server, b"answer = 'each anew'") == "each anew"
    assert server._running is None
    assert ask(server, b"answer = 'for good'") == "for good"


def test_other_systems_start_each_child_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    server = ForkServer(SCRIPTED)

    assert ask(server, IS_FORKED) == "0"
    assert server._running is None


def test_fork_server_that_cannot_be_started_costs_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(sys, "executable", "/nonexistent")
        server = ForkServer(SCRIPTED)
        server.start()

    assert ask(server, IS_FORKED) == "0"


def test_server_that_forks_no_more_is_not_waited_for(
    server: ForkServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    os.kill(process_of(server), signal.SIGSTOP)
    soon = Bounds(seconds=0.3, memory_bytes=1 << 31, input_bytes=100, answer_bytes=100)

    assert ask(server, b"answer = 1", soon) is Failure.TOO_SLOW
    assert wait_until(lambda: ask(server, IS_FORKED) == "1")


def test_system_without_descriptors_starts_a_child_or_says_so(
    server: ForkServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def none_left() -> tuple[int, int]:
        raise OSError(24, "Too many open files")

    with monkeypatch.context() as patched:
        patched.setattr("os.pipe", none_left)
        assert ask(server, b"answer = 1") is Failure.CRASHED

    assert ask(server, IS_FORKED) == "1"


def test_closed_servers_fork_nothing_and_are_not_started_again() -> None:
    servers = ForkServers()
    child = servers.children_of(SCRIPTED)
    servers.close()

    assert child(IS_FORKED, bounds=BOUNDS) == b"0"
