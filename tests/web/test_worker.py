"""Requests that never become whole: they are waited for, and nobody else waits."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing
from http.client import HTTPConnection

import pytest

from tests.support.ports import free_port, wait_until_it_listens
from tests.support.waiting import PATIENCE_SECONDS
from web import worker

THREADS = 4
SERVER = f"""
import sys
from flask import Flask, request, url_for
from web import worker
from web.server import Server
app = Flask("served", static_folder=None)
app.get("/healthz", endpoint="healthz")(lambda: url_for("healthz"))
app.post("/echo", endpoint="echo")(lambda: request.get_data())
worker.REQUEST_SECONDS = float(sys.argv[2])
Server(lambda: app, bind=f"127.0.0.1:{{sys.argv[1]}}", threads={THREADS}).run()
"""


def served(request_seconds: float) -> Iterator[int]:
    port = free_port()
    command = [sys.executable, "-c", SERVER, str(port), str(request_seconds)]
    process = subprocess.Popen(command, start_new_session=True)
    try:
        wait_until_it_listens(port, process)
        yield port
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(PATIENCE_SECONDS)


@pytest.fixture(scope="module")
def patient() -> Iterator[int]:
    yield from served(60)


@pytest.fixture(scope="module")
def impatient() -> Iterator[int]:
    yield from served(0.3)


def healthz(port: int, **headers: str) -> str:
    with closing(HTTPConnection("127.0.0.1", port, timeout=PATIENCE_SECONDS)) as asked:
        asked.request("GET", "/healthz", headers=headers)
        return asked.getresponse().read().decode()


def test_half_requests_and_silent_connections_stop_nobody(patient: int) -> None:
    healthz(patient)
    halves = [
        *[b""] * 100,
        *[b"GET /he"] * 4 * THREADS,
        *[b"POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nhalf"] * 4 * THREADS,
        # A whole one first, on a connection that is kept.
        *[b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\nGET /he"] * 4 * THREADS,
        # Answered, and told that the connection is closed; it does not close.
        *[b"GET /healthz HTTP/1.0\r\n\r\n"] * 4 * THREADS,
    ]
    with ExitStack() as stack:
        for half in halves:
            one = stack.enter_context(socket.create_connection(("127.0.0.1", patient)))
            one.sendall(half)
        began = time.monotonic()
        answers = [healthz(patient) for _ in range(2 * THREADS)]
        seconds = time.monotonic() - began

    assert answers == ["/healthz"] * 2 * THREADS
    assert seconds < 2 * 2 * THREADS


@pytest.mark.parametrize(
    "half",
    [
        b"",
        b"GET /he",
        b"POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nhalf",
        b"POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 900000\r\n\r\nhalf",
    ],
    ids=["silent", "head", "short body", "long body"],
)
def test_connection_whose_request_does_not_come_is_closed(impatient: int, half: bytes) -> None:
    with socket.create_connection(("127.0.0.1", impatient), timeout=PATIENCE_SECONDS) as one:
        one.sendall(half)
        while one.recv(1 << 16):
            pass  # a long body that does not come may be answered with an error


def test_whole_requests_are_answered_however_they_come(patient: int) -> None:
    body = b"x" * 200_000
    with socket.create_connection(("127.0.0.1", patient), timeout=PATIENCE_SECONDS) as one:
        for piece in (b"GET /hea", b"lthz HTTP/1.1\r\nHost: x\r\n\r", b"\n"):
            one.sendall(piece)
        assert one.recv(1 << 16).startswith(b"HTTP/1.1 200")
        two = b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n" * 2
        one.sendall(two)
        received = b""
        while received.count(b"HTTP/1.1 200") < 2:
            received += one.recv(1 << 16)
    for headers in ({}, {"Expect": "100-continue"}):
        with closing(HTTPConnection("127.0.0.1", patient, timeout=PATIENCE_SECONDS)) as asked:
            asked.request("POST", "/echo", body=b"short", headers=headers)
            assert asked.getresponse().read() == b"short"
            asked.request("POST", "/echo", body=body)
            assert asked.getresponse().read() == body


def test_script_name_of_a_client_moves_no_link(patient: int) -> None:
    assert healthz(patient, SCRIPT_NAME="/x") == healthz(patient, PATH_INFO="/y") == "/healthz"
    assert healthz(patient, SCRIPT_NAME="/health") == "/healthz"


def test_long_body_must_keep_its_pace() -> None:
    clock = [0.0]
    near, far = socket.socketpair()
    with near, far:
        paced = worker._PacedSocket(near, now=lambda: clock[0])
        far.sendall(b"x" * 100_000)
        clock[0] = worker.REQUEST_SECONDS - 1
        while near.getblocking() and clock[0] < worker.REQUEST_SECONDS:
            assert paced.recv(1 << 20)
            clock[0] += 1  # it has sent two seconds' worth
        far.sendall(b"more")
        assert paced.recv(100)
        clock[0] += 10
        with pytest.raises(TimeoutError):
            paced.recv(100)
