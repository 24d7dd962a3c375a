"""What a diagnosis asks of a real machine: answers, certificates, mail, Redis, timers."""

import socket
import subprocess
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from unittest.mock import patch

import pytest

from issuer.delivery.smtp import MailServerError
from issuer.settings.delivery import MailSettings, mail_settings
from operations.doctor import surroundings
from operations.doctor.surroundings import TIMERS, ThisMachine, UnreachableError
from runtime.settings_file import parse_deployment
from tests.support.mail_server import make_tls
from tests.support.ports import free_port
from tests.support.redis_server import PASSWORD, running_redis


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self._say(404 if self.path == "/gone" else 200, b"here")

    def do_POST(self) -> None:
        self._say(200, self.rfile.read(int(self.headers["Content-Length"])))

    def _say(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture(scope="module")
def secure(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """Serve over TLS; return the address and the authority's file."""
    context, authority = make_tls(tmp_path_factory.mktemp("tls"))
    server = HTTPServer(("127.0.0.1", 0), _Handler)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield f"https://localhost:{server.server_port}", authority
    server.shutdown()
    thread.join()
    server.server_close()


def test_answers_and_certificate_of_a_good_server(
    secure: tuple[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    address, authority = secure
    monkeypatch.setenv("SSL_CERT_FILE", str(authority))
    machine = ThisMachine()

    assert machine.fetch(f"{address}/").body == b"here"
    assert machine.fetch(f"{address}/gone").status == 404
    assert machine.fetch(f"{address}/", body=b"{}").body == b"{}"
    assert machine.certificate_end(address).tzinfo is not None
    assert machine.clock(address) is not None


def test_certificate_of_an_unknown_authority_is_named(
    secure: tuple[str, Path], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    address, _ = secure
    _, other = make_tls(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(other))

    with pytest.raises(UnreachableError, match="certificat TLS"):
        ThisMachine().certificate_end(address)
    with pytest.raises(UnreachableError, match="certificat TLS"):
        ThisMachine().fetch(address)


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (TimeoutError(), "dix secondes"),
        (socket.gaierror(), "pas d’adresse"),
        (OSError(), "ne répond pas"),
    ],
)
def test_reasons_are_in_words(error: OSError, words: str) -> None:
    with (
        patch("urllib.request.urlopen", side_effect=error),
        pytest.raises(UnreachableError, match=words),
    ):
        ThisMachine().fetch("https://attestations.maison.be")


def test_redis_that_answers_is_no_matter() -> None:
    with running_redis() as server:
        ThisMachine().ping_redis(server.uri, PASSWORD)
        with pytest.raises(UnreachableError):
            ThisMachine().ping_redis(server.uri, "faux")


def mail_at(port: int) -> MailSettings:
    text = f'[mail]\nhost = "127.0.0.1"\nport = {port}\nsecurity = "none"\nsender = "a@b.be"\n'
    settings = mail_settings(parse_deployment(text, folder=Path("/nowhere")))
    assert settings is not None
    return settings


def test_mail_server_that_is_away_is_named() -> None:
    with pytest.raises(MailServerError, match="ne répond pas"):
        ThisMachine().log_in(mail_at(free_port()))


def test_timers_are_asked_of_systemd_where_it_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[list[str]] = []

    def run(command: list[str], **_: object) -> "subprocess.CompletedProcess[bytes]":
        asked.append(command)
        return subprocess.CompletedProcess(command, 0 if "backup" in command[-1] else 3)

    monkeypatch.setattr(surroundings, "_SYSTEMD", tmp_path)
    monkeypatch.setattr("subprocess.run", run)

    timers = ThisMachine().timers()

    assert timers is not None
    assert [name for name, is_active in timers.items() if is_active] == ["attest-backup"]
    assert len(asked) == len(TIMERS)
    monkeypatch.setattr(surroundings, "_SYSTEMD", tmp_path / "nothing")
    assert ThisMachine().timers() is None
