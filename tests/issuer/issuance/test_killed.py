"""A run killed at any moment, and started again, loses nothing and issues nothing twice."""

import os
import random
import select
import signal
from hashlib import sha256
from pathlib import Path

from attestation.facts import Number
from attestation.verdict.verdicts import Genuine
from issuer.export.documents import export_documents
from issuer.issuance.issue import issue
from register.attestations import documents, records
from register.database import reading
from register.tables.attestations import State
from tests.support.issuer_contexts import (
    Checker,
    make_deployment,
    make_drafts,
    make_module,
    open_issuer,
)
from tests.support.sweeps import sweep

KILLS = sweep(50, reduced=8)
PEOPLE = 25
LONGEST_LIFE_SECONDS = 0.9  # a whole run takes about that long


def run_and_kill(config: Path, module_code: str, out: Path, *, after_seconds: float) -> bool:
    """Issue in a child process and kill it; return whether it was still running."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.close(reader)
            context = open_issuer(config)
            issue(context, make_module(module_code), make_drafts(PEOPLE))
            export_documents(context.register, out, keys=context.trusted)
        finally:
            os._exit(0)  # closes the pipe: the parent need not wait any longer
    os.close(writer)
    ended, _, _ = select.select([reader], [], [], after_seconds)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    os.close(reader)
    return not ended


def test_fifty_kills_lose_nothing_and_issue_nothing_twice(tmp_path: Path) -> None:
    moments = random.Random(20261122)  # noqa: S311  the moments need not be secret
    config, out = make_deployment(tmp_path), tmp_path / "out"
    context = open_issuer(config)
    kills, modules = 0, 0
    seen: dict[Number, str] = {}
    while kills < KILLS:
        modules += 1
        code = f"AC-2026-{modules}"
        finished = False
        while not finished and kills < KILLS:
            life = moments.uniform(0, LONGEST_LIFE_SECONDS)
            was_running = run_and_kill(config, code, out, after_seconds=life)
            kills += was_running
            finished = not was_running
            with reading(context.register) as session:
                for one in records(session):
                    # A number, once it is anybody's, is nobody else's.
                    key = one.attestation.module_code + one.attestation.holder.key()
                    assert seen.setdefault(one.attestation.number, key) == key
        issue(context, make_module(code), make_drafts(PEOPLE))

    with reading(context.register) as session:
        everyone, stored = records(session), list(documents(session))
    lost = modules * PEOPLE - sum(one.state is State.ISSUED for one in everyone)
    people = {one.attestation.module_code + one.attestation.holder.key() for one in everyone}
    twice = len(everyone) - len(people)
    print(f"{kills} kills over {modules} modules of {PEOPLE}: {lost} lost, {twice} twice")
    assert (kills, lost, twice) == (KILLS, 0, 0)
    assert len(stored) == len(everyone)
    checker = Checker.of(context)
    for number, _, content in stored:
        assert checker.is_original(sha256(content).digest())
        assert isinstance(checker.verdict(number), Genuine)
    # No exported file is half a file, and none is of a number that nobody has.
    digests = {sha256(content).digest() for _, _, content in stored}
    assert {sha256(file.read_bytes()).digest() for file in out.glob("*.pdf")} <= digests
