"""The verifier as a deployment serves it, asked over the network like anybody asks it."""

import http.client
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

from tests.support.ports import free_port, wait_until_it_listens
from tests.support.waiting import PATIENCE_SECONDS


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came back."""

    status: int
    page: str

    @property
    def verdict(self) -> str:
        """The verdict that the page shows; empty where it shows none."""
        return self.page.partition('data-verdict="')[2].partition('"')[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class ServedVerifier:
    """A verifier behind a proxy that says who asks."""

    port: int
    log: Path
    """All that it wrote to its output."""

    @property
    def address(self) -> str:
        """What one types into the browser."""
        return f"http://127.0.0.1:{self.port}"

    def post_form(self, path: str, fields: dict[str, str], *, visitor: str = "") -> Answer:
        """Send a form."""
        kind = "application/x-www-form-urlencoded"
        return self.ask("POST", path, urlencode(fields).encode(), kind, visitor=visitor)

    def post_file(
        self, path: str, data: bytes, name: str = "x.pdf", *, visitor: str = ""
    ) -> Answer:
        """Upload a file."""
        head = (
            f'--of-a-file\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
        )
        body = head.encode() + data + b"\r\n--of-a-file--\r\n"
        return self.ask(
            "POST", path, body, "multipart/form-data; boundary=of-a-file", visitor=visitor
        )

    def ask(
        self,
        method: str,
        path: str,
        body: bytes | None = None,
        kind: str = "text/plain",
        *,
        visitor: str = "",
    ) -> Answer:
        """Send a request on a connection of its own, and read the whole answer."""
        headers = {"Content-Type": kind} | ({"X-Forwarded-For": visitor} if visitor else {})
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_SECONDS)
        try:
            connection.request(method, path, body=body, headers=headers)
            answer = connection.getresponse()
            return Answer(status=answer.status, page=answer.read().decode())
        finally:
            connection.close()


@contextmanager
def served_verifier(config: Path, *, log: Path, scratch: Path) -> Iterator[ServedVerifier]:
    """Serve a deployment for the length of a ``with``.

    Args:
        config: its settings file.
        log: where its output goes.
        scratch: its folder for temporary files.
    """
    port = free_port()
    command = [sys.executable, "-m", "verifier", "--config", str(config), "serve"]
    with log.open("wb") as output:
        process = subprocess.Popen(
            [*command, "--port", str(port)],
            start_new_session=True,
            stdout=output,
            stderr=output,
            env={**os.environ, "TMPDIR": str(scratch)},
        )
    try:
        wait_until_it_listens(port, process)
        yield ServedVerifier(port=port, log=log)
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(PATIENCE_SECONDS)
