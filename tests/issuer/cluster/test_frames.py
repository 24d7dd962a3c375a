"""What a relay that was taken over may send: it is read as bytes, and never runs."""

import os
import struct
from collections.abc import Iterator
from concurrent.futures import BrokenExecutor, Future
from multiprocessing.connection import Pipe

import pytest

from attestation.errors import ConfigurationError
from issuer.cluster.client import RelayedExecutor
from issuer.cluster.frames import (
    MAX_PART_BYTES,
    MAX_PARTS,
    BrokenFrameError,
    Frame,
    read_frame,
    write_frame,
)
from issuer.cluster.packing import PieceFailedError


def test_frame_arrives_as_it_was_sent() -> None:
    ours, theirs = Pipe(duplex=False)
    with ours, theirs:
        write_frame(theirs, 7, [b"one", b"", b"\x00" * 20_000])
        write_frame(theirs, 8, [b"KilledWorker"], is_failure=True)

        assert read_frame(ours) == Frame(piece=7, parts=(b"one", b"", b"\x00" * 20_000))
        assert read_frame(ours) == Frame(piece=8, parts=(b"KilledWorker",), is_failure=True)


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"\x00" * 11,
        struct.pack(">iQI", 12, 1, MAX_PARTS + 1),
        struct.pack(">iQI", 12, 1, 1) + struct.pack(">i", MAX_PART_BYTES + 1),
        struct.pack(">iQI", 12, 1, 1) + struct.pack(">i", 10) + b"short",
        struct.pack(">i", 13) + bytes(13),
        b"cos\nsystem\n(S'touch /tmp/x'\ntR.",
    ],
)
def test_unreasonable_frame_is_no_frame(sent: bytes) -> None:
    ours, theirs = Pipe(duplex=False)
    os.write(theirs.fileno(), sent)
    theirs.close()

    with ours, pytest.raises(BrokenFrameError):
        read_frame(ours)


def test_pipes_that_are_closed_are_the_end() -> None:
    ours, theirs = Pipe(duplex=False)
    ours.close()

    with pytest.raises(BrokenFrameError):
        read_frame(ours)
    with theirs, pytest.raises(BrokenFrameError):
        write_frame(theirs, 1, [])


class Relay:
    """The other ends of an executor's pipes, in the test's hands."""

    def __init__(self) -> None:
        self.heard, our_out = Pipe(duplex=False)
        our_in, self.says = Pipe(duplex=False)
        self.ours = our_out, our_in
        self.executor = RelayedExecutor(*self.ours)

    def leave(self) -> None:
        self.executor.shutdown()
        self.says.close()
        self.heard.close()
        self.executor.join()
        for pipe in self.ours:
            pipe.close()

    def greet(self, threads: bytes) -> int:
        write_frame(self.says, 0, [threads])
        return self.executor.greet(["tcp://localhost:1"])

    def asked(self) -> "Future[list[bytes]]":
        return self.executor.submit(sorted, (3, 1))


@pytest.fixture
def relay() -> Iterator[Relay]:
    relay = Relay()
    yield relay
    relay.leave()


@pytest.mark.parametrize("threads", [b"0", b"", b"-1", b"many", b"\xff"])
def test_cluster_that_says_no_number_is_refused(relay: Relay, threads: bytes) -> None:
    with pytest.raises(ConfigurationError, match="aucune machine"):
        relay.greet(threads)


def test_answers_find_their_pieces_in_any_order(relay: Relay) -> None:
    assert relay.greet(b"3") == 3
    first, second = relay.asked(), relay.asked()

    write_frame(relay.says, 2, [b"two"])
    write_frame(relay.says, 99, [b"not asked for"])
    write_frame(relay.says, 1, [b"one", b"more"])
    write_frame(relay.says, 1, [b"again"])

    assert first.result(60) == [b"one", b"more"]
    assert second.result(60) == [b"two"]


def test_failure_of_a_piece_is_named(relay: Relay) -> None:
    relay.greet(b"1")
    future = relay.asked()

    write_frame(relay.says, 1, [b"KilledWorker\xff"], is_failure=True)

    with pytest.raises(PieceFailedError, match="KilledWorker"):
        future.result(60)


def test_relay_that_leaves_breaks_all_that_waits(relay: Relay) -> None:
    relay.greet(b"1")
    future = relay.asked()

    relay.says.close()

    with pytest.raises(BrokenExecutor):
        future.result(60)
    with pytest.raises(BrokenExecutor):
        relay.asked()


def test_piece_that_nobody_waits_for_any_more_is_forgotten(relay: Relay) -> None:
    relay.greet(b"1")
    late, other = relay.asked(), relay.asked()
    assert late.cancel()

    write_frame(relay.says, 1, [b"late"])
    write_frame(relay.says, 2, [b"other"])

    assert other.result(60) == [b"other"]
    assert late.cancelled()
