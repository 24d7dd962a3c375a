"""``attest-verifier serve``."""

import pytest

from tests.support.commands import run
from tests.support.world import World
from verifier.cli import main as cli


def test_serve_takes_host_and_port(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    served: list[tuple[str, int]] = []
    monkeypatch.setattr(
        "verifier.cli.serve.run_server", lambda _, *, host, port: served.append((host, port))
    )

    run(cli.main, "--config", world.config, "serve")
    run(cli.main, "--config", world.config, "serve", "--host", "::1", "--port", "0")

    assert served == [("127.0.0.1", 8080), ("::1", 0)]
