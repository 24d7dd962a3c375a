"""The real server, started as a deployment starts it."""

import http.client
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from attestation.errors import ConfigurationError
from tests.support.ports import free_port, wait_until_it_listens
from tests.support.waiting import PATIENCE_SECONDS
from tests.support.world import Issued, World
from verifier.http import server
from verifier.settings import load_settings
from web.server import Server


@pytest.fixture
def port(world: World) -> Iterator[int]:
    number = free_port()
    command = [sys.executable, "-m", "verifier", "--config", str(world.config)]
    process = subprocess.Popen(
        [*command, "serve", "--port", str(number)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        wait_until_it_listens(number, process)
        yield number
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(PATIENCE_SECONDS)


def test_served_pages_answer(port: int, issued: list[Issued]) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE_SECONDS)
    connection.request("GET", "/")
    home = connection.getresponse()

    assert home.status == 200
    assert b"attestation" in home.read()

    body = f"text={issued[0].code}"
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    connection.request("POST", "/check", body=body, headers=headers)
    verdict = connection.getresponse()
    page = verdict.read()
    connection.close()

    assert verdict.status == 200
    assert b'data-verdict="' in page


def test_wrong_settings_are_said_before_a_worker_starts(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = load_settings(world.config)
    monkeypatch.setattr(server, "create_app", _refuse)

    with pytest.raises(ConfigurationError):
        server.run_server(settings, host="127.0.0.1", port=0)


def _refuse(*_: object) -> None:
    raise ConfigurationError("verifier.trust", "n’existe pas")


@pytest.mark.parametrize(("host", "bind"), [("127.0.0.1", "127.0.0.1:8080"), ("::1", "[::1]:8080")])
def test_server_is_one_process_with_threads(
    world: World, monkeypatch: pytest.MonkeyPatch, host: str, bind: str
) -> None:
    started: list[Any] = []
    monkeypatch.setattr(Server, "run", lambda self: started.append(self))

    server.run_server(load_settings(world.config), host=host, port=8080)

    (one,) = started
    assert one.cfg.bind == [bind]
    assert one.cfg.workers == 1
    assert one.cfg.threads == world.settings.section.threads
    assert one.cfg.accesslog is None
    assert one.load().name == "verifier.http"
    one.cfg.worker_exit(None, None)  # ends the fork servers that it started
