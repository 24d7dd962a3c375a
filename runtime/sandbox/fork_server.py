"""Children that are forked from a process which has imported what they need.

Importing takes longer than looking at most files. A fork server (``fork_server_process``) pays for
it once; each file still has a process of its own, that dies after it. While there is no such server
(other systems, a kernel without seccomp, one that is still starting), a child is started anew.
"""

import json
import os
import select
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack, suppress
from dataclasses import asdict, dataclass, field
from threading import Lock
from typing import IO, Protocol

from runtime.sandbox.bounds import Bounds
from runtime.sandbox.fork_server_process import FORKED, READY, STATUS_BYTES
from runtime.sandbox.process import Failure, ask_child, environment, hide_this_process, outcome

_PROGRAM = "runtime.sandbox.fork_server_process"
_SEND_SECONDS = 5.0


class AskChild(Protocol):
    """Lets a child of one module work on a file: ``ask_child`` without its first argument."""

    def __call__(
        self, source: bytes | IO[bytes], *, bounds: Bounds, arguments: Sequence[str] = ()
    ) -> bytes | Failure:
        """Return untrusted bytes, or why there are none."""
        ...


ChildrenOf = Callable[[str], AskChild]
"""How children of a module, by its name, are asked."""


@dataclass(slots=True)
class ForkServer:
    """Forks the children of one module; shared between threads."""

    module: str
    """Has ``import_all`` and ``main``, which calls ``runtime.sandbox.child.serve``."""
    _running: "_Running | None" = None
    _is_useless: bool = False
    """It ended before it was ready: this system allows none."""
    _lock: Lock = field(default_factory=Lock)

    def start(self) -> None:
        """Begin to import; it serves as soon as it is ready."""
        with self._lock:
            self._ready()

    def close(self) -> None:
        """End it, and the children that are at work."""
        with self._lock:
            self._is_useless = True
            self._drop()

    def ask(
        self, source: bytes | IO[bytes], *, bounds: Bounds, arguments: Sequence[str] = ()
    ) -> bytes | Failure:
        """Let a child work on a file, and return what it answers, as ``ask_child`` does."""
        with self._lock:
            running = self._ready()
        if running is not None:
            try:
                return _converse(running.requests, source, bounds, arguments)
            except TimeoutError:
                self._replace(running)
                return Failure.TOO_SLOW
            except ConnectionError:  # it has just ended
                self._replace(running)
            except OSError:  # no descriptor or process is left for one more child
                pass
        return ask_child(self.module, source, bounds=bounds, arguments=arguments)

    def _ready(self) -> "_Running | None":
        """Return the server if it is ready, and start one where there is none."""
        if self._running is None and not self._is_useless:
            self._running = _start(self.module)
            self._is_useless = self._running is None
        if self._running is None:
            return None
        match self._running.state():
            case "ready":
                return self._running
            case "ended":
                self._drop()
                self._is_useless = True
        return None

    def _replace(self, running: "_Running") -> None:
        with self._lock:
            if self._running is running:
                self._drop()
                self._ready()

    def _drop(self) -> None:
        if self._running is not None:
            self._running.end()
            self._running = None


@dataclass(slots=True)
class ForkServers:
    """The fork servers of one process, each started when children of its module are wanted."""

    _servers: list[ForkServer] = field(default_factory=list)

    def children_of(self, module: str) -> AskChild:
        """Start a fork server for ``module``; return how its children are asked."""
        server = ForkServer(module)
        server.start()
        self._servers.append(server)
        return server.ask

    def close(self) -> None:
        """End them all."""
        for server in self._servers:
            server.close()


@dataclass(slots=True)
class _Running:
    """A fork server's process, and the socket on which it takes requests."""

    process: "subprocess.Popen[bytes]"
    requests: socket.socket
    _is_ready: bool = False

    def state(self) -> str:
        """Return ``ready``, ``starting`` or ``ended``."""
        if not self._is_ready:
            try:
                said = self.requests.recv(len(READY))
            except BlockingIOError:
                return "starting"
            except OSError:
                return "ended"
            if said != READY:
                return "ended"
            self._is_ready = True
            self.requests.settimeout(_SEND_SECONDS)
        return "ready"

    def end(self) -> None:
        """End the process, and with it the children that it has forked."""
        self.requests.close()
        self.process.kill()
        self.process.wait()


def _start(module: str) -> _Running | None:
    if not sys.platform.startswith("linux"):
        return None
    hide_this_process()
    mine, its = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with its:
        try:
            process = subprocess.Popen(  # noqa: S603  our own module, by the interpreter's own path
                [sys.executable, "-I", "-B", "-m", _PROGRAM, module, str(its.fileno())],
                pass_fds=[its.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                cwd="/",
                env=environment("/"),
                start_new_session=True,
            )
        except OSError:
            mine.close()
            return None
    mine.setblocking(False)  # nobody waits for it: meanwhile, children are started anew
    return _Running(process=process, requests=mine)


def _converse(
    requests: socket.socket, source: bytes | IO[bytes], bounds: Bounds, arguments: Sequence[str]
) -> bytes | Failure:
    """Have a child forked, take its answer, and end it.

    Raises:
        TimeoutError: the fork server does not answer.
        ConnectionError: it is gone.
        OSError: it could not fork.
    """
    request = json.dumps([json.dumps(asdict(bounds)), *arguments]).encode()
    deadline = time.monotonic() + bounds.seconds
    with ExitStack() as stack:
        file = source if not isinstance(source, bytes) else stack.enter_context(_in_memory(source))
        mine, its = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        stack.enter_context(mine)
        stack.enter_context(its)
        reading, writing = os.pipe()
        answers = stack.enter_context(os.fdopen(reading, "rb", buffering=0))
        with its, os.fdopen(writing, "wb", buffering=0):
            socket.send_fds(requests, [request], [file.fileno(), writing, its.fileno()])
        mine.settimeout(bounds.seconds)
        _, descriptors, *_ = socket.recv_fds(mine, len(FORKED), 1)
        if not descriptors:
            raise ChildProcessError
        child = stack.enter_context(os.fdopen(descriptors[0], "rb", buffering=0))
        answer, is_late = _read(answers, bounds.answer_bytes, deadline)
        with suppress(ProcessLookupError):
            signal.pidfd_send_signal(child.fileno(), signal.SIGKILL)
        status = mine.recv(STATUS_BYTES)
    if not status:  # the fork server was ended, and its children with it
        return Failure.CRASHED
    ended = int.from_bytes(status, "big", signed=True)
    return outcome(answer, status=ended, is_late=is_late, bounds=bounds)


def _in_memory(data: bytes) -> IO[bytes]:
    """Return the bytes as a file that no disk holds, at its beginning."""
    file = os.fdopen(os.memfd_create("upload"), "w+b")
    file.write(data)
    file.seek(0)  # which flushes
    return file


def _read(answers: IO[bytes], most: int, deadline: float) -> tuple[bytes, bool]:
    """Return what is answered, one byte too much at most, and whether it took too long."""
    answer = bytearray()
    poller = select.poll()
    poller.register(answers, select.POLLIN)
    while len(answer) <= most:
        left = deadline - time.monotonic()
        if left <= 0 or not poller.poll(left * 1000):
            return bytes(answer), True
        piece = answers.read(most + 1 - len(answer))
        if not piece:
            break
        answer += piece
    return bytes(answer), False
