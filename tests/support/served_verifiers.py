"""A verifier served by gunicorn, as a deployment starts it."""

import os
import select
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.support.browser import free_port

_TURNS = 2400
_STOP_SECONDS = 60


@contextmanager
def served_verifier(config: Path) -> Iterator[str]:
    """Serve the deployment of ``config``; give its address, and stop it gracefully."""
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "verifier", "--config", str(config), "serve", "--port", str(port)],
        start_new_session=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait_for(process, port)
        yield f"http://127.0.0.1:{port}"
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(_STOP_SECONDS)


def _wait_for(process: subprocess.Popen[bytes], port: int) -> None:
    for _ in range(_TURNS):
        with socket.socket() as asked:
            if asked.connect_ex(("127.0.0.1", port)) == 0:
                return
        assert process.poll() is None, "the verifier did not start"
        select.select([], [], [], 0.05)
    raise AssertionError("the verifier does not listen")
