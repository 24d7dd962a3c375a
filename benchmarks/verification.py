"""``python -m benchmarks.verification``: what a check costs, in process and over HTTP.

Ours and what it is measured against take turns; what counts is the ratio, the median of the
rounds'. Servers are compared by processor time a request too: other programs on the machine do
not change it much. No attestation is checked twice before all the others were, as at a counter:
what a verifier remembers of one helps it with none.
"""

import json
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, redirect_stderr
from datetime import UTC, datetime, timedelta
from itertools import cycle, islice
from pathlib import Path
from random import Random

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, SECP256R1, generate_private_key
from flask import Flask
from PIL import Image
from werkzeug.test import create_environ, run_wsgi_app

from attestation.facts import Number
from attestation.formats.status_list import CAPACITY, StatusBits, StatusList, sign_status_list
from attestation.verdict.verdicts import Genuine
from attestation.verdict.verify import VerifiedCredential, decide, verify_credential
from benchmarks.empty_server import empty_app
from benchmarks.figures import (
    Row,
    print_rows,
    processor_seconds,
    processor_seconds_of_all,
    seconds,
)
from benchmarks.load import Load, multipart, request, send
from issuer.issuance.issue import issue
from register.lookup import Lookup
from runtime.sandbox.fork_server import ForkServers
from tests.support.forgeries import encoded, picture_of, unsigned_copy
from tests.support.issuer_contexts import make_drafts, make_module
from tests.support.ports import free_port
from tests.support.world import Issued, World, make_world
from verifier.assembly import open_live_verifier
from verifier.check import Verifier, check_file
from verifier.http.app import create_app
from web.log import configure_logs

ROUNDS = 5
_CHECKS, _REQUESTS, _UPLOADS = 2400, 1200, 600
_ATTESTATIONS = 1200
"""That are checked in turn."""
_PATH, _JSON = "/api/v1/verifications", "application/json"
_FINE_DPI = 320
_PHOTOGRAPH = (3000, 4000)


def main() -> None:
    """Measure, and print a table."""
    with tempfile.TemporaryDirectory() as folder:
        # Servers have their own clock.
        now = datetime.now(UTC).replace(microsecond=0)
        world = make_world(Path(folder), now=now)
        some = issue_some(world)
        rows = [
            in_process(world, some),
            in_the_application(world, some),
            *over_http(world, some),
            *copies(world, some[0]),
            status_size(world),
        ]
    print_rows(f"Verifying, median of {ROUNDS} rounds", "against", rows)


def issue_some(world: World) -> list[Issued]:
    """Issue what is checked."""
    numbers = issue(world.context, make_module(), make_drafts(_ATTESTATIONS))
    return [world.issued(Number(str(number))) for number in numbers]


def in_process(world: World, some: list[Issued]) -> Row:
    """Measure a credential's check: decoded, canonical, its chain, its status and statements."""
    policy, at = world.verifier.policy, world.now()
    lookup, known = Lookup(world.context.register), []
    for one in some:
        first = verify_credential(one.credential, policy=policy, at=at)
        assert isinstance(first, VerifiedCredential)
        uri = first.credential.status.uri
        known.append((one.credential, lookup.evidence(one.attestation.code, status_uri=uri)))

    def ours() -> None:
        for credential, evidence in islice(cycle(known), _CHECKS):
            opened = verify_credential(credential, policy=policy, at=at)
            assert isinstance(opened, VerifiedCredential)
            verdict = decide(opened, evidence, policy=policy, newest_seen=None, at=at)
            assert isinstance(verdict, Genuine)

    key, message = generate_private_key(SECP256R1()), os.urandom(300)
    signature, public_key = key.sign(message, ECDSA(hashes.SHA256())), key.public_key()

    def bare() -> None:
        for _ in range(_CHECKS):
            public_key.verify(signature, message, ECDSA(hashes.SHA256()))

    pairs = [(seconds(ours), seconds(bare)) for _ in range(ROUNDS)]
    return Row(
        what="credential in process, ms",
        ours=_ms(statistics.median(o for o, _ in pairs) / _CHECKS),
        baseline=f"P-256 alone: {_ms(statistics.median(b for _, b in pairs) / _CHECKS)}",
        ratio=statistics.median(o / b for o, b in pairs),
        at_most=3,
    )


def in_the_application(world: World, some: list[Issued]) -> Row:
    """Measure a QR code by POST without a server around: Flask, limits, check, words, log."""
    bodies = [json.dumps({"qr": one.qr}).encode() for one in some]
    ours, empty = create_app(world.settings), empty_app()

    def run(app: Flask) -> float:
        environs = [
            create_environ(path=_PATH, method="POST", data=body, content_type=_JSON)
            for body in islice(cycle(bodies), _REQUESTS)
        ]

        def answer_all() -> None:
            for environ in environs:
                _, status, _ = run_wsgi_app(app, environ, buffered=True)
                assert status == "200 OK"

        return seconds(answer_all) / _REQUESTS

    with Path(os.devnull).open("w") as nowhere, redirect_stderr(nowhere):
        configure_logs()
        pairs = [(run(ours), run(empty)) for _ in range(ROUNDS)]
    return Row(
        what="QR by POST, the application alone, ms",
        ours=_ms(statistics.median(o for o, _ in pairs)),
        baseline=f"empty Flask: {_ms(statistics.median(e for _, e in pairs))}",
    )


def over_http(world: World, some: list[Issued]) -> Iterator[Row]:
    """Measure the interface for programs beside an empty endpoint on the same server."""
    qr = [request(_PATH, json.dumps({"qr": one.qr}).encode(), _JSON) for one in some]
    upload = [request(_PATH, *multipart(one.pdf)) for one in some]
    size = max(len(one.pdf) for one in some) // 1000
    with (
        serving(["-m", "verifier", "--config", str(world.config), "serve", "--port"]) as ours,
        serving(["-m", "benchmarks.empty_server", str(world.config)]) as empty,
    ):
        for what, prepared, count, target in (
            ("QR by POST, requests a second", qr, _REQUESTS, 0.5),
            (f"PDF of {size} KB by POST, requests a second", upload, _UPLOADS, 0.3),
        ):
            runs = [
                (_run(ours, prepared, count), _run(empty, prepared, count)) for _ in range(ROUNDS)
            ]
            rates = [(o[0].rate, e[0].rate) for o, e in runs]
            yield Row(
                what=what,
                ours=f"{statistics.median(o for o, _ in rates):.0f}",
                baseline=f"empty Flask: {statistics.median(e for _, e in rates):.0f}",
                ratio=statistics.median(o / e for o, e in rates),
                at_least=target,
            )
            costs = [(o[1], e[1]) for o, e in runs]
            yield Row(
                what="  the server's processor time for one, ms",
                ours=_ms(statistics.median(o for o, _ in costs)),
                baseline=f"empty Flask: {_ms(statistics.median(e for _, e in costs))}",
                ratio=statistics.median(e / o for o, e in costs),
                at_least=target,
            )
            if prepared is qr:
                yield tail(ours[0], prepared, rate=statistics.median(o for o, _ in rates) / 2)


def tail(port: int, prepared: Sequence[bytes], *, rate: float) -> Row:
    """Measure the slowest answers at half load."""
    loads = [send(port, prepared, count=_REQUESTS, rate=rate) for _ in range(ROUNDS)]
    ratio = statistics.median(load.percentile(0.99) / load.percentile(0.5) for load in loads)
    return Row(
        what=f"  at half load ({rate:.0f} a second): p99, ms",
        ours=_ms(statistics.median(load.percentile(0.99) for load in loads)),
        baseline=f"p50: {_ms(statistics.median(load.percentile(0.5) for load in loads))}",
        ratio=ratio,
        at_most=5,
    )


def copies(world: World, one: Issued) -> Iterator[Row]:
    """Measure whole checks of copies: two child processes, the page compared with the issue."""
    fine = picture_of(one.pdf, dpi=_FINE_DPI).convert("L")
    photograph = Image.new("L", _PHOTOGRAPH, 60)
    photograph.paste(fine.rotate(2, expand=True, fillcolor=60), (120, 160))
    servers = ForkServers()
    live = open_live_verifier(world.settings, now=world.now, children_of=servers.children_of)
    verifier = live.verifier()
    for _ in range(3):  # meanwhile they import what children need
        check_file(verifier, unsigned_copy(one.pdf))
    for what, file, most in (
        ("PDF saved again", unsigned_copy(one.pdf), 0.4),
        ("scan of 150 dpi", encoded(picture_of(one.pdf, dpi=150), "PNG"), 1.5),
        ("photograph of 12 megapixels", encoded(photograph, "JPEG", quality=85), 3),
    ):
        taken = statistics.median(
            _processor_seconds_of_check(verifier, file) for _ in range(ROUNDS)
        )
        yield Row(
            what=f"copy, {what}, seconds of processor",
            ours=f"{taken:.2f}",
            target=f"≤ {most:g}",
            is_met=taken <= most,
        )
    servers.close()


def _processor_seconds_of_check(verifier: Verifier, file: bytes) -> float:
    before = processor_seconds_of_all(os.getpid())
    assert check_file(verifier, file).is_proved
    return processor_seconds_of_all(os.getpid()) - before


def status_size(world: World) -> Row:
    """Measure a status list of which one in a hundred is withdrawn."""
    withdrawn = set(Random(0).sample(range(CAPACITY), CAPACITY // 100))  # noqa: S311
    now = world.now()
    token = sign_status_list(
        StatusList(
            uri="https://verifier.example/status/1",
            issued_at=now,
            expires_at=now + timedelta(days=30),
            ttl=timedelta(seconds=60),
            statuses=StatusBits.of_invalid(withdrawn),
        ),
        signer=world.context.signer,
    )
    return Row(
        what=f"status list of {CAPACITY:,}, 1 % withdrawn, bytes",
        ours=f"{len(token):,}",
        target="≤ 4,096",
        is_met=len(token) <= 4096,
    )


@contextmanager
def serving(arguments: list[str]) -> Iterator[tuple[int, int]]:
    """Run a server; return its port and its process."""
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, *arguments, str(port)],
        start_new_session=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait_for(lambda: send(port, [_HELLO], count=1), process)
        yield port, process.pid
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(60)


_HELLO = request(_PATH, json.dumps({"code": "0000-0000-0000-0000"}).encode(), _JSON)


def _wait_for(answer: Callable[[], Load], process: "subprocess.Popen[bytes]") -> None:
    while process.poll() is None:
        try:
            answer()
        except (OSError, RuntimeError):
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("the server did not start")


def _run(server: tuple[int, int], prepared: Sequence[bytes], count: int) -> tuple[Load, float]:
    """Return the load, and the server's processor time for one."""
    port, process = server
    begin = processor_seconds(process)
    load = send(port, prepared, count=count)
    return load, (processor_seconds(process) - begin) / count


def _ms(taken: float) -> str:
    return f"{taken * 1000:.2f}"


if __name__ == "__main__":
    main()
