"""``attest-issuer participant-serve``: the page, served by its own command."""

import signal
import subprocess
import sys
from pathlib import Path
from threading import Event
from urllib.error import URLError
from urllib.request import urlopen

from tests.support.browser import free_port
from tests.support.offices import SETTINGS, make_deployment

PARTICIPANT = '\n[participant]\naddress = "http://127.0.0.1:{0}"\nlisten = "127.0.0.1:{0}"\n'


def test_page_is_served_and_stops_when_told(tmp_path: Path) -> None:
    port = free_port()
    config = make_deployment(tmp_path, settings=SETTINGS + PARTICIPANT.format(port))
    command = [sys.executable, "-m", "issuer", "--config", str(config), "participant-serve"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        assert f"http://127.0.0.1:{port}/" in server.stdout.readline()
        page = ask(f"http://127.0.0.1:{port}/")
        server.send_signal(signal.SIGTERM)
        assert server.wait(timeout=60) == 0

    assert "Vous avez perdu votre lien ?" in page


def ask(address: str) -> str:
    """Ask until the server listens."""
    for _ in range(600):
        try:
            with urlopen(address, timeout=30) as answer:  # noqa: S310  our own address
                return str(answer.read().decode())
        except URLError:
            Event().wait(0.1)
    raise AssertionError("it never listened")
