"""``attest-issuer participant-serve``: the page, served by its own command."""

import signal
import subprocess
import sys
from pathlib import Path
from urllib.request import urlopen

from tests.support.issuer_contexts import SETTINGS, make_deployment
from tests.support.ports import free_port, wait_until_it_listens
from tests.support.waiting import PATIENCE_SECONDS

PARTICIPANT = '\n[participant]\naddress = "http://127.0.0.1:{0}"\nlisten = "127.0.0.1:{0}"\n'


def test_page_is_served_and_stops_when_told(tmp_path: Path) -> None:
    port = free_port()
    config = make_deployment(tmp_path, settings=SETTINGS + PARTICIPANT.format(port))
    command = [sys.executable, "-m", "issuer", "--config", str(config), "participant-serve"]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as server:
        assert server.stdout is not None
        assert f"http://127.0.0.1:{port}/" in server.stdout.readline().decode()
        wait_until_it_listens(port, server)
        page = ask(f"http://127.0.0.1:{port}/")
        server.send_signal(signal.SIGTERM)
        assert server.wait(PATIENCE_SECONDS) == 0

    assert "Vous avez perdu votre lien ?" in page


def ask(address: str) -> str:
    """Ask a server that listens."""
    with urlopen(address, timeout=PATIENCE_SECONDS) as answer:  # noqa: S310  our own address
        return str(answer.read().decode())
