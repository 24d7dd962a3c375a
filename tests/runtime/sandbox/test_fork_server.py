"""Children that are forked: each holds one file, is confined, and dies after it, like any child."""

import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from runtime.sandbox.bounds import Bounds
from runtime.sandbox.fork_server import ForkServer, ForkServers
from runtime.sandbox.process import Failure
from tests.support.forked_servers import (
    BOUNDS,
    IS_FORKED,
    SCRIPTED,
    ask,
    children_of,
    process_of,
    seccomp,
    server,
)
from tests.support.waiting import wait_until

__all__ = ["seccomp", "server"]  # pytest finds them here


@pytest.fixture(scope="module")
def servers() -> Iterator[ForkServers]:
    servers = ForkServers()
    yield servers
    servers.close()


def test_forked_child_that_hangs_is_ended_and_reaped(server: ForkServer) -> None:
    soon = Bounds(seconds=0.3, memory_bytes=1 << 31, input_bytes=100, answer_bytes=100)

    assert ask(server, b"while True: pass", soon) is Failure.TOO_SLOW
    assert children_of(process_of(server)) == []


def test_fork_server_that_died_is_replaced(server: ForkServer) -> None:
    first = process_of(server)
    os.kill(first, signal.SIGKILL)
    os.waitid(os.P_PID, first, os.WEXITED | os.WNOWAIT)

    assert ask(server, b"answer = 'all the same'") == "all the same"
    assert wait_until(lambda: ask(server, IS_FORKED) == "1")
    assert process_of(server) != first
    assert not Path(f"/proc/{first}").exists()  # no zombie


@pytest.mark.parametrize("reason", ["threaded", "unfiltered"])
def test_without_filter_no_child_is_forked(reason: str) -> None:
    server = ForkServer(f"tests.support.{reason}_child")
    server.start()
    os.waitid(os.P_PID, process_of(server), os.WEXITED | os.WNOWAIT)

    assert ask(server, b"answer = 'each anew'") == "each anew"
    assert server._running is None
    assert ask(server, b"answer = 'for good'") == "for good"


def test_other_systems_start_each_child_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    server = ForkServer(SCRIPTED)

    assert ask(server, IS_FORKED) == "0"
    assert server._running is None


def test_fork_server_that_cannot_be_started_costs_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(sys, "executable", "/nonexistent")
        server = ForkServer(SCRIPTED)
        server.start()

    assert ask(server, IS_FORKED) == "0"


def test_server_that_forks_no_more_is_not_waited_for(
    server: ForkServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    os.kill(process_of(server), signal.SIGSTOP)
    soon = Bounds(seconds=0.3, memory_bytes=1 << 31, input_bytes=100, answer_bytes=100)

    assert ask(server, b"answer = 1", soon) is Failure.TOO_SLOW
    assert wait_until(lambda: ask(server, IS_FORKED) == "1")


def test_system_without_descriptors_starts_a_child_or_says_so(
    server: ForkServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def none_left() -> tuple[int, int]:
        raise OSError(24, "Too many open files")

    with monkeypatch.context() as patched:
        patched.setattr("os.pipe", none_left)
        assert ask(server, b"answer = 1") is Failure.CRASHED

    assert ask(server, IS_FORKED) == "1"


def test_closed_servers_fork_nothing_and_are_not_started_again() -> None:
    servers = ForkServers()
    child = servers.children_of(SCRIPTED)
    servers.close()

    assert child(IS_FORKED, bounds=BOUNDS) == b"0"
