"""``attest-verifier sources``: ask each source now, and say how it is."""

import sys
from pathlib import Path

import click

from verifier.assembly import open_live_verifier
from verifier.cli.settings import settings_from
from verifier.sources.states import asked_now


@click.command(help="Interroger chaque source ; code 0 si toutes répondent, 1 sinon.")
@click.pass_obj
def sources(config: Path | None) -> None:
    """Print a line for each source."""
    live = open_live_verifier(settings_from(config))
    states = [asked_now(one, at=live.now()) for one in live.remotes]
    for state in states:
        sign = "✓" if state.is_good else "✗"
        click.echo(f"{sign} {state.address} : {state.words}")
    sys.exit(0 if all(state.is_good for state in states) else 1)
