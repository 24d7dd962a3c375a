"""The counter behind gunicorn: a flood is nobody else's, and a name leaves no trace."""

import json
import os
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest

from attestation.facts import Holder
from attestation.partial_date import PartialDate
from tests.support.forgeries import encoded, picture_of, unsigned_copy
from tests.support.hostile import HOSTILE
from tests.support.served_verifier import ServedVerifier, served_verifier
from tests.support.waiting import wait_until
from tests.support.world import PEOPLE, World, make_world

pytestmark = pytest.mark.long

FLOOD = 12
THREADS = 4
HOSTILE_NETWORK = "198.51.100.7"
OFFICER = "192.0.2.20"
CANARY = Holder(
    family_name="Zyxkanarie",
    given_name="Quastolf",
    birth_date=PartialDate(year=1971, month=3, day=19),
)


@contextmanager
def serving(world: World, folder: Path, settings: str = "") -> Iterator[ServedVerifier]:
    """Serve ``world`` with more settings of its section ``[verifier]``."""
    text = world.config.read_text(encoding="utf-8")
    text = text.replace("inspection_seconds = 60\n", "")
    world.config.write_text(text.replace("[verifier]\n", f"[verifier]\nproxies = 1\n{settings}\n"))
    (folder / "scratch").mkdir()
    log, scratch = folder / "output", folder / "scratch"
    with served_verifier(world.config, log=log, scratch=scratch) as served:
        yield served


def test_copies_are_looked_into_by_forked_children_which_end_with_the_server(
    tmp_path: Path,
) -> None:
    world = make_world(tmp_path / "deployment", now=datetime.now(UTC))
    (one,) = world.issue(PEOPLE[0])
    with serving(world, tmp_path) as served:
        # It listens before the process that serves is there.
        assert wait_until(lambda: len(fork_servers(world.config)) == 2)
        forked = fork_servers(world.config)

        answers = [served.post_file("/check", unsigned_copy(one.pdf)) for _ in range(2)]

        assert {answer.verdict for answer in answers} == {"genuine"}
        assert fork_servers(world.config) == forked

    assert not set(forked) & set(commands())


def commands() -> dict[int, bytes]:
    """Return the command of each process."""
    found = {}
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            found[int(folder.name)] = (folder / "cmdline").read_bytes()
    return found


def fork_servers(config: Path) -> list[int]:
    """Return the processes that fork children for the server with these settings."""
    running = commands()
    parents = [pid for pid, command in running.items() if str(config).encode() in command]
    children: set[int] = set()
    for task in (one for pid in parents for one in Path(f"/proc/{pid}/task").iterdir()):
        with suppress(OSError):
            children.update(map(int, (task / "children").read_text().split()))
    return sorted(pid for pid in children if b"fork_server_process" in running.get(pid, b""))


def test_officer_is_answered_while_one_network_floods_the_counter(tmp_path: Path) -> None:
    world = make_world(tmp_path / "deployment", now=datetime.now(UTC))
    (one,) = world.issue(PEOPLE[0])
    photo = encoded(picture_of(one.pdf, dpi=150), "JPEG")
    slow = HOSTILE["100,000 lines"]()
    settings = f"threads = {THREADS}\ninspection_seconds = 20"
    with serving(world, tmp_path, settings) as served, ThreadPoolExecutor(FLOOD) as limiter:
        flood = [
            limiter.submit(served.post_file, "/check", slow, visitor=HOSTILE_NETWORK)
            for _ in range(FLOOD)
        ]
        wait(flood, return_when="FIRST_COMPLETED")  # it has begun: somebody was sent away

        officer = [
            served.post_file("/check", photo, visitor=OFFICER),
            served.post_file("/check", one.pdf, visitor=OFFICER),
            served.post_form("/check", {"text": one.code}, visitor=OFFICER),
        ]
        under_way = sum(not future.done() for future in flood)
        answers = Counter(future.result().status for future in flood)

    assert [answer.verdict for answer in officer] == ["genuine"] * 3
    assert under_way > 0, "the officer did not wait for the flood to end"
    assert set(answers) == {200, 429}
    assert answers[429] >= FLOOD - 2 * THREADS


def test_canary_leaves_no_trace_behind_the_real_server(tmp_path: Path) -> None:
    world = make_world(tmp_path / "deployment", now=datetime.now(UTC))
    (one,) = world.issue(CANARY)
    photo = encoded(picture_of(one.pdf, dpi=150), "JPEG")
    pages = []
    paths = ["/", "/v", "/check", "/developers", "/api/v1/verifications", "/metrics"]
    with serving(world, tmp_path) as served:
        for text in (one.code, one.qr, one.qr + "x", one.attestation.holder.family_name):
            pages.append(served.post_form("/check", {"text": text}))
            question = json.dumps([{"qr": text}, {"code": text}]).encode()
            pages.append(served.ask("POST", paths[4], question, "application/json"))
        pages.append(served.post_form("/check", {"fragment": one.qr.partition("#")[2]}))
        for data in (one.pdf, photo, one.pdf + b"x", one.pdf[:-2000], b"Zyxkanarie"):
            pages += [served.post_file(path, data, "Zyxkanarie.pdf") for path in paths[2::2]]
        # Errors: misuse, and a register that has lost a table.
        pages.append(served.ask("POST", paths[4], b'{"Zyxkanarie": 1}', "application/json"))
        pages.append(served.ask("POST", "/check", b"Zyxkanarie", "multipart/form-data; boundary=x"))
        world.tamper("DROP TABLE status_list")
        broken = [
            served.post_form("/check", {"text": one.code}),
            served.post_file("/check", photo, "Zyxkanarie.pdf"),
            *(served.ask("GET", path) for path in paths),
        ]

    said = served.log.read_text(encoding="utf-8", errors="replace")
    left_over = [name for _, _, names in os.walk(tmp_path / "scratch") for name in names]
    secrets = ("Zyxkanarie", "Quastolf", "1971", one.code, one.code.replace("-", ""), one.qr[40:80])
    assert sum("Zyxkanarie" in page.page for page in pages) >= 6, "the canary sang where it should"
    assert {page.status for page in pages} <= {200, 400}
    assert broken[0].verdict == "cannot_check"
    assert '"event": "check"' in said
    assert [secret for secret in secrets if secret.lower() in said.lower()] == []
    assert [secret for secret in secrets for path in paths if secret in path] == []
    assert left_over == []
