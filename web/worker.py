"""gunicorn's threaded worker, in which only whole requests take a thread.

gunicorn's own worker gives each connection a thread that waits for the head of its request, so
sixteen half requests stop sixteen threads. Here the loop that accepts connections reads heads and
short bodies without waiting, and a longer body must keep a minimum pace. So the server needs no
proxy that reads requests whole.
"""

import re
import selectors
import socket
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Any

from gunicorn.workers.gthread import TConn, ThreadWorker  # type: ignore[import-untyped]

REQUEST_SECONDS = 10.0
"""For a head and a short body; as long may a kept connection be idle."""
ANSWER_SECONDS = 30.0
"""For a reader to take each piece of an answer."""
BYTES_PER_SECOND = 50_000
"""The least pace of a long body, after its first ``REQUEST_SECONDS``."""
_LINGER_SECONDS = 2.0  # for the other side to close: RFC 9112 §9.6
_SHORT_BYTES = 1 << 16  # of a head and its body; gunicorn refuses longer heads itself
_HEAD_END = b"\r\n\r\n"
_EXPECTS = re.compile(rb"\r\nexpect:", re.IGNORECASE)
_LENGTH = re.compile(rb"\r\ncontent-length:[ \t]*([0-9]{1,9})[ \t]*\r\n", re.IGNORECASE)


class Worker(ThreadWorker):  # type: ignore[misc]  # gunicorn ships no types
    """Answers each request in a thread, and waits for requests in none."""

    def accept(self, listener: socket.socket) -> None:
        """Accept a connection, and wait for its request together with all others."""
        try:
            client, address = listener.accept()
        except (BlockingIOError, ConnectionAbortedError):
            return
        self.nr_conns += 1
        self._await_request(TConn(self.cfg, client, address, listener.getsockname()), b"")
        if self.nr_conns >= self.worker_connections and len(self.pending_conns) > 1:
            self.pending_conns[0].timeout = 0.0  # whoever has waited longest makes room
            self.murder_pending()

    def finish_request(self, conn: Any, done: Any) -> None:
        """Wait for the next request on this connection, or close it, without waiting here."""
        is_kept = done.exception() is None and bool(done.result()) and self.alive
        if is_kept:
            self._await_request(conn, conn.parser.unreader.take_buffered())
            return
        try:
            conn.sock.shutdown(socket.SHUT_WR)
            conn.sock.setblocking(False)
            self.poller.register(conn.sock, selectors.EVENT_READ, partial(self._drain, conn))
        except (OSError, ValueError):  # it is closed already
            self._forget(conn)
            return
        conn.timeout = time.monotonic() + _LINGER_SECONDS
        self.keepalived_conns.append(conn)  # gunicorn closes these when their time is over

    def handle(self, conn: Any) -> Any:
        """Answer the request that was read; runs in a thread."""
        conn.init()
        conn.parser.unreader.unread(conn.received)
        conn.parser.unreader.sock = _PacedSocket(conn.sock)
        return super().handle(conn)

    def handle_request(self, req: Any, conn: Any) -> Any:
        """Answer, to a reader who takes the answer."""
        conn.sock.settimeout(ANSWER_SECONDS)
        return super().handle_request(req, conn)

    def _await_request(self, conn: Any, received: bytes) -> None:
        conn.received = received
        if _is_enough(received):
            self._answer(conn)
            return
        conn.sock.setblocking(False)
        conn.timeout = time.monotonic() + REQUEST_SECONDS
        self.pending_conns.append(conn)
        self.poller.register(conn.sock, selectors.EVENT_READ, partial(self._read_on, conn))

    def _read_on(self, conn: Any, sock: socket.socket) -> None:
        data = _received(sock)
        if data is None:
            return
        conn.received += data
        if data and not _is_enough(conn.received):
            return
        self.poller.unregister(sock)
        self.pending_conns.remove(conn)
        if data:
            self._answer(conn)
        else:  # it closed before it sent a request
            self._forget(conn)

    def _answer(self, conn: Any) -> None:
        conn.data_ready = True
        self.enqueue_req(conn)

    def _drain(self, conn: Any, sock: socket.socket) -> None:
        if _received(sock) == b"":
            self.poller.unregister(sock)
            self.keepalived_conns.remove(conn)
            self._forget(conn)

    def _forget(self, conn: Any) -> None:
        self.nr_conns -= 1
        conn.close()

    def _cap_keepalive(self, deadline: float) -> None:
        """Close idle connections when the server stops."""
        super()._cap_keepalive(deadline)
        for conn in self.pending_conns:
            conn.timeout = min(conn.timeout, deadline)


class _PacedSocket:
    """What is read of a long body: so much a second, or the connection is cut."""

    def __init__(self, sock: socket.socket, now: Callable[[], float] = time.monotonic) -> None:
        self._sock, self._now = sock, now
        self._deadline = now() + REQUEST_SECONDS

    def recv(self, size: int) -> bytes:
        """Receive as a socket does.

        Raises:
            TimeoutError: the other side is too slow.
        """
        left = self._deadline - self._now()
        if left <= 0:
            raise TimeoutError
        self._sock.settimeout(left)
        data = self._sock.recv(size)
        self._sock.settimeout(ANSWER_SECONDS)
        self._deadline += len(data) / BYTES_PER_SECOND
        return data


def _is_enough(received: bytes) -> bool:
    """Check whether a thread can begin: head and a short body are there, or the body is long."""
    head, end, body = received.partition(_HEAD_END)
    if not end:
        return len(received) >= _SHORT_BYTES
    if _EXPECTS.search(head):  # its body comes when a thread has told it to go on
        return True
    length = _LENGTH.search(head + b"\r\n")
    missing = (int(length[1]) if length else 0) - len(body)
    return missing <= 0 or len(received) + missing > _SHORT_BYTES


def _received(sock: socket.socket) -> bytes | None:
    """Take what has come; None if nothing has, empty if the other side is gone."""
    with suppress(BlockingIOError, InterruptedError):
        try:
            return sock.recv(_SHORT_BYTES)
        except BlockingIOError:
            raise
        except OSError:
            return b""
    return None
