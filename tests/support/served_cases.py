"""A verifier that is served as officers have it, and what people bring to it."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from attestation.facts import Holder
from attestation.partial_date import PartialDate
from issuer.lifecycle.erasure import erase_person
from tests.support.ports import free_port, wait_until_it_listens
from tests.support.receipts import make_receipt_world
from tests.support.waiting import PATIENCE_SECONDS
from tests.support.world import PEOPLE, Issued, World, make_world
from verifier.assembly import open_verifier
from verifier.check import Verifier

BORN = PartialDate(year=1990, month=1, day=2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Counter:
    """A served verifier, and what people bring to it: text, QR digits and file by verdict."""

    address: str
    texts: dict[str, str]
    files: dict[str, Path]
    fragments: dict[str, str]
    good: Issued
    gone: Issued
    world: World
    verifier: Verifier
    """The same checks, without a server."""


@contextmanager
def open_counter(folder: Path) -> Iterator[Counter]:
    """Issue to a few people, withdraw and replace, and serve the verifier for a while."""
    now = datetime.now(UTC)  # gunicorn has its own clock
    world = make_receipt_world(folder / "deployment", now=now)
    good, gone, old, erased = world.issue(
        PEOPLE[0],
        Holder(family_name="Tamm", given_name="Liis", birth_date=BORN),
        Holder(family_name="Kask", given_name="Mari", birth_date=BORN),
        PEOPLE[2],
    )
    (stranger,) = make_world(folder / "stranger", now=now).issue(PEOPLE[1])
    partner = make_world(folder / "partner", now=now)
    (elsewhere,) = partner.issue(PEOPLE[1])
    # A second organisation is trusted, whose register this verifier cannot ask.
    bundle = world.settings.trust
    bundle.write_bytes(bundle.read_bytes() + partner.settings.trust.read_bytes())
    erase_person(world.context, erased.number, who="commande:ines")
    world.withdraw(gone.number)
    world.replace(old.number, Holder(family_name="Kasks", given_name="Mari", birth_date=BORN))
    port = free_port()
    process = serve(world.config, port)
    try:
        yield Counter(
            address=f"http://127.0.0.1:{port}",
            texts={
                "genuine": good.code,
                "withdrawn": gone.code,
                "replaced": old.code,
                "not_ours": "0000-0000-0000-0000",
                "unreadable": good.number,
                "cannot_check": erased.code,
            },
            fragments={
                verdict: one.qr.partition("#")[2]
                for verdict, one in {
                    "genuine": good,
                    "withdrawn": gone,
                    "replaced": old,
                    "not_ours": stranger,
                    "cannot_check": elsewhere,
                }.items()
            }
            | {"unreadable": "256123"},
            files=files_for(folder, good=good, gone=gone, old=old, stranger=stranger),
            good=good,
            gone=gone,
            world=world,
            verifier=open_verifier(world.settings),
        )
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(PATIENCE_SECONDS)


def files_for(
    folder: Path, *, good: Issued, gone: Issued, old: Issued, stranger: Issued
) -> dict[str, Path]:
    """Write a file for each verdict."""
    contents = {
        "genuine": good.pdf,
        "withdrawn": gone.pdf,
        "replaced": old.pdf,
        "not_ours": stranger.pdf,
        "altered": good.pdf + b"\n% one line more",
        "unreadable": b"rien",
        "cannot_check": b"%PDF-" + bytes(11_000_000),
    }
    for verdict, content in contents.items():
        (folder / f"{verdict}.pdf").write_bytes(content)
    return {verdict: folder / f"{verdict}.pdf" for verdict in contents}


def serve(config: Path, port: int) -> subprocess.Popen[bytes]:
    """Start ``attest-verifier serve``, and wait until it listens."""
    command = [sys.executable, "-m", "verifier", "--config", str(config), "serve"]
    process = subprocess.Popen(
        [*command, "--port", str(port)],
        start_new_session=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    wait_until_it_listens(port, process)
    return process
