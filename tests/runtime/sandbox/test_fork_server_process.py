"""The fork server's own process: a child for each file, which holds nothing of another."""

import ast
import os
import select
import subprocess
import sys
from pathlib import Path

import pytest

from runtime.sandbox.fork_server import ForkServer
from runtime.sandbox.process import Failure
from tests.support.forked_servers import (
    BOUNDS,
    SCRIPTED,
    ask,
    children_of,
    process_of,
    seccomp,
    server,
)

__all__ = ["seccomp", "server"]  # pytest finds them here


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
