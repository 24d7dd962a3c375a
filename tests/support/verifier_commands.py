"""``attest-verifier`` in this process, under a fixed clock."""

import json
from pathlib import Path

import pytest

from tests.support.commands import Done, run
from tests.support.world import World
from verifier.assembly import open_verifier
from verifier.cli import main as cli


def check(world: World, *arguments: str | Path) -> Done:
    return run(cli.main, "--config", world.config, "check", *arguments)


def lines(done: Done) -> list[dict[str, object]]:
    return [json.loads(line) for line in done.out.splitlines()]


@pytest.fixture(autouse=True)
def clock(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "verifier.cli.check.open_verifier",
        lambda settings: open_verifier(settings, now=world.now),
    )


def outcome(world: World, argument: str | Path) -> tuple[object, object, int]:
    done = check(world, "--json", argument)
    (answer,) = lines(done)
    return answer["verdict"], answer["reason"], done.exit_code
