"""A small load generator: prepared requests over kept connections, answers read to their end."""

import socket
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

_BUFFER = 1 << 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """What some requests took."""

    seconds: float
    latencies: tuple[float, ...]
    """Of each answer, in seconds; with a rate, from the moment it was due."""

    @property
    def rate(self) -> float:
        """Answers a second."""
        return len(self.latencies) / self.seconds

    def percentile(self, share: float) -> float:
        """Return the latency that ``share`` of the answers kept within."""
        ordered = sorted(self.latencies)
        return ordered[min(int(share * len(ordered)), len(ordered) - 1)]


def request(path: str, body: bytes, content_type: str) -> bytes:
    """Prepare a POST."""
    head = (
        f"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: {content_type}\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    return head.encode("ascii") + body


def multipart(content: bytes) -> tuple[bytes, str]:
    """Prepare the body of an upload; give it with its type."""
    head = (
        b'--edge\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n'
        b"Content-Type: application/pdf\r\n\r\n"
    )
    return head + content + b"\r\n--edge--\r\n", "multipart/form-data; boundary=edge"


def send(
    port: int,
    prepared: Sequence[bytes],
    *,
    count: int,
    connections: int = 4,
    rate: float | None = None,
) -> Load:
    """Send ``count`` requests of ``prepared``, one after the other, from several connections.

    Args:
        port: where the server listens, on this machine.
        prepared: the requests; after the last comes the first again.
        count: how many are sent in all.
        connections: each sends its next request when it has its answer.
        rate: requests a second, evenly; None for as many as the server answers.

    Raises:
        RuntimeError: an answer was not 200.
    """
    began = time.perf_counter()

    def one_connection(first: int) -> list[float]:
        latencies = []
        with socket.create_connection(("127.0.0.1", port), timeout=60) as connection:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            for number in range(first, count, connections):
                due = time.perf_counter()
                if rate is not None:
                    due = began + number / rate
                    time.sleep(max(due - time.perf_counter(), 0))
                connection.sendall(prepared[number % len(prepared)])
                _read_answer(connection)
                latencies.append(time.perf_counter() - due)
        return latencies

    with ThreadPoolExecutor(connections) as pool:
        lists: Sequence[list[float]] = list(pool.map(one_connection, range(connections)))
    seconds = time.perf_counter() - began
    return Load(seconds=seconds, latencies=tuple(one for some in lists for one in some))


def _read_answer(connection: socket.socket) -> None:
    data = b""
    while b"\r\n\r\n" not in data:
        data += _received(connection)
    head, _, body = data.partition(b"\r\n\r\n")
    if not head.startswith(b"HTTP/1.1 200"):
        raise RuntimeError(head.split(b"\r\n")[0].decode("latin-1"))
    (length,) = (
        int(line.split(b":")[1])
        for line in head.lower().split(b"\r\n")
        if line.startswith(b"content-length:")
    )
    while len(body) < length:
        body += _received(connection)


def _received(connection: socket.socket) -> bytes:
    data = connection.recv(_BUFFER)
    if not data:
        raise RuntimeError("the server hung up")
    return data
