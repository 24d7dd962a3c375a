"""One question to one source: bounded, and never led elsewhere."""

import re
import socket
from contextlib import suppress
from pathlib import Path
from threading import Event, Thread

import pytest
from werkzeug.wrappers import Response

from attestation.errors import RegisterError
from attestation.verdict.reasons import Obstacle
from attestation.verdict.verdicts import CannotCheck
from tests.support.federations import Federation, issued_by
from tests.support.issuers import NOW
from tests.support.mail_server import make_tls
from verifier.assembly import open_live_verifier
from verifier.check import check_text
from verifier.settings import load_settings
from verifier.sources.https import client_of

DOWN = CannotCheck(reason=Obstacle.REGISTER_DOWN)


def test_redirect_of_a_source_is_not_followed(own: Federation) -> None:
    one, other, _ = own.organisations
    one.answers = Response("", status=302, headers={"Location": f"{other.address}/status/1"})
    before = len(other.asked)

    assert own.check_text(one.qr(issued_by(one))).verdict == DOWN
    assert len(other.asked) == before


def test_source_that_says_too_much_is_not_read(own: Federation) -> None:
    one = own.organisations[0]
    one.answers = Response(b"x" * 9_000_000)

    assert own.check_text(one.qr(issued_by(one))).verdict == DOWN
    assert own.check_text(issued_by(one).code).verdict == DOWN


def test_certificate_that_nobody_vouches_for_is_refused(own: Federation) -> None:
    text = re.sub(r'ca = "[^"]*"\n', "", own.config.read_text())
    own.config.write_text(text)
    live = open_live_verifier(load_settings(own.config), now=lambda: NOW)
    one = own.organisations[0]

    verdict = check_text(live.verifier(), one.qr(issued_by(one))).verdict

    assert verdict == DOWN
    assert "certificat TLS" in (live.source_states()[0].problem or "")
    assert not one.asked


def test_source_that_answers_byte_by_byte_is_cut_off(tmp_path: Path) -> None:
    tls, authority = make_tls(tmp_path)
    is_over = Event()

    def drip(listening: socket.socket) -> None:
        with tls.wrap_socket(listening.accept()[0], server_side=True) as connection:
            connection.recv(4096)
            connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n")
            while not is_over.wait(0.02):
                with suppress(OSError):
                    connection.sendall(b"x")

    with socket.create_server(("127.0.0.1", 0)) as listening:
        Thread(target=drip, args=[listening], daemon=True).start()
        (tmp_path / "token").write_text("x")
        client = client_of(
            setting="source", token_file=tmp_path / "token", ca=authority, seconds=0.4
        )

        with pytest.raises(RegisterError, match=r"pas fini de répondre|ne répond pas"):
            client.ask(f"https://localhost:{listening.getsockname()[1]}/", most_bytes=1000)

        is_over.set()


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (b"HTTP/1.1 200 OK\r\n\r\nxxxxx", "ne dit pas la longueur"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nxxxxx", "pas fini de répondre"),
        (b"nonsense\r\n\r\n", "ne répond pas"),
    ],
)
def test_answer_whose_end_cannot_be_known_is_refused(
    tmp_path: Path, answer: bytes, words: str
) -> None:
    tls, authority = make_tls(tmp_path)

    def say(listening: socket.socket) -> None:
        with tls.wrap_socket(listening.accept()[0], server_side=True) as connection:
            connection.recv(4096)
            connection.sendall(answer)

    with socket.create_server(("127.0.0.1", 0)) as listening:
        Thread(target=say, args=[listening], daemon=True).start()
        (tmp_path / "token").write_text("x")
        client = client_of(setting="source", token_file=tmp_path / "token", ca=authority, seconds=5)

        with pytest.raises(RegisterError, match=words):
            client.ask(f"https://localhost:{listening.getsockname()[1]}/", most_bytes=1000)
