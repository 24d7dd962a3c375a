"""A real Redis server on this machine, with a password, whose counts no disk keeps."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import redis

from tests.support.ports import free_port
from tests.support.tools import require_tool

PASSWORD = "mot de passe d'essai"  # noqa: S105  for tests alone


@dataclass(frozen=True, slots=True, kw_only=True)
class RedisServer:
    """A server that answers."""

    port: int
    _process: subprocess.Popen[bytes]

    @property
    def uri(self) -> str:
        """Its address as a setting."""
        return f"redis://127.0.0.1:{self.port}/0"

    def counts(self) -> list[str]:
        """Return the names of everything it holds."""
        with redis.Redis(port=self.port, password=PASSWORD) as client:
            return [key.decode() for key in client.scan_iter()]

    def stop(self) -> None:
        """End it at once, as a power cut does."""
        self._process.kill()
        self._process.wait()


@contextmanager
def running_redis() -> Iterator[RedisServer]:
    """Run a server for the length of a ``with``."""
    program = require_tool("redis-server")
    port = free_port()
    options = ("--bind", "127.0.0.1", "--save", "", "--appendonly", "no")
    process = subprocess.Popen(
        [program, "--port", str(port), "--requirepass", PASSWORD, *options],
        stdout=subprocess.PIPE,
        text=False,
    )
    assert process.stdout is not None
    server = RedisServer(port=port, _process=process)
    try:
        for line in process.stdout:
            if b"Ready to accept connections" in line:
                break
        else:
            raise AssertionError("the Redis server did not start")
        yield server
    finally:
        server.stop()
        process.stdout.close()
