"""A deployment driven by its commands, with a clock that the test sets and a root at hand."""

from datetime import timedelta
from functools import partial
from pathlib import Path
from unittest.mock import patch

import pytest

from issuer.cli.main import main
from issuer.context import IssuerContext
from issuer.issuance.issue import issue
from keys.custody.passphrase import Passphrase
from register.holders import ExistingAttestation
from tests.support.commands import Done, run
from tests.support.issuer_contexts import (
    make_deployment,
    make_drafts,
    make_module,
    open_issuer,
)
from tests.support.issuers import NOW
from tests.support.key_rings import SECRET, Keys

PASSPHRASE = Passphrase(SECRET.encode())


class Desk:
    """A deployment with some attestations, and the commands that watch over them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.config = make_deployment(folder)
        self.keys = Keys(folder=folder, at=NOW)
        answers = issue(self.context, make_module(), make_drafts(3))
        self.numbers = [answer for answer in answers if not isinstance(answer, ExistingAttestation)]

    @property
    def context(self) -> IssuerContext:
        return open_issuer(self.config, at=self.keys.at)

    def run(self, *arguments: str | Path) -> Done:
        at = self.keys.at
        with (
            patch("issuer.cli.compromise.utc_now", lambda: at),
            patch("issuer.cli.context.utc_now", lambda: at),
            patch("issuer.cli.public_log.utc_now", lambda: at),
            patch("issuer.cli.context.IssuerContext", partial(IssuerContext, now=lambda: at)),
        ):
            return run(main, "--config", self.config, *arguments)

    def __call__(self, *arguments: str | Path) -> str:
        done = self.run(*arguments)
        assert done.exit_code == 0, done.err
        return done.out

    def steal(self, *, since: timedelta = timedelta(hours=1)) -> str:
        """Lose the active key, after ``since``; the next one is there already."""
        kid = self.keys.ring.active
        assert kid is not None
        moment = self.keys.at + since
        self.keys.later(days=2)
        command = ("revoke", kid.hex(), "--reason", "keyCompromise")
        self.keys(*command, "--invalid-since", moment.isoformat())
        self.keys("rotate")
        return kid.hex()


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """Make a deployment that has issued three."""
    return Desk(tmp_path)
