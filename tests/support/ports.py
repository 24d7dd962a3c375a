"""Ports of this machine for the servers of tests, and when a server is there."""

import os
import random
import re
import socket
import subprocess
from itertools import cycle

from tests.support.waiting import wait_until

_FIRST = 12_000
_SHARE = 1_000
"""Ports of one process of tests. All lie below 32,768, where systems begin with the ports that
they give to whoever asks for any: between finding a port and serving on it, nobody gets it."""


def _mine() -> list[int]:
    """Return this process's ports, which no other process of the same run looks at."""
    number = re.sub(r"\D", "", os.environ.get("PYTEST_XDIST_WORKER", ""))
    first = _FIRST + _SHARE * (int(number or 0) % 20)
    ports = list(range(first, first + _SHARE))
    random.shuffle(ports)  # another run, on the same machine, may be at it
    return ports


_PORTS = cycle(_mine())


def free_port() -> int:
    """Find a port of this machine that nobody uses."""
    for _ in range(_SHARE):
        port = next(_PORTS)
        with socket.socket() as tried:
            try:
                tried.bind(("127.0.0.1", port))
            except OSError:
                continue
        return port
    raise AssertionError("no port is free")


def wait_until_it_listens(port: int, process: "subprocess.Popen[bytes]") -> None:
    """Wait for a server that ``process`` starts."""

    def listens() -> bool:
        assert process.poll() is None, "the server did not start"
        with socket.socket() as asked:
            return asked.connect_ex(("127.0.0.1", port)) == 0

    if not wait_until(listens):
        raise TimeoutError("the server does not listen")
