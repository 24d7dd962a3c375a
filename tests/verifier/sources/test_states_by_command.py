"""``attest-verifier sources``."""

from functools import partial
from unittest.mock import patch

from tests.support.commands import run
from tests.support.federations import Federation
from tests.support.issuers import NOW
from verifier.assembly import open_live_verifier
from verifier.cli.main import main


def test_command_says_how_each_source_is(own: Federation) -> None:
    down = own.organisations[1]

    at_that_time = partial(open_live_verifier, now=lambda: NOW)
    with patch("verifier.cli.sources.open_live_verifier", at_that_time):
        good = run(main, "--config", own.config, "sources")
        down.is_down = True
        bad = run(main, "--config", own.config, "sources")

    assert (good.exit_code, good.out.count("✓")) == (0, 3)
    assert (bad.exit_code, bad.out.count("✓")) == (1, 2)
    assert "répond 502" in bad.out
