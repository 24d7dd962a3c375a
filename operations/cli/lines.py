"""Lines of a diagnosis or of a night, for people and for programs."""

import json
from collections.abc import Iterable

import click

from operations.doctor.line import Line, State

_WORDS = {State.OK: "bon", State.LOOK: "à voir", State.BROKEN: "cassé"}
_COLOURS = {State.OK: "green", State.LOOK: "yellow", State.BROKEN: "red"}


def show_lines(lines: Iterable[Line]) -> None:
    """Print each line, and under it what mends it."""
    for line in lines:
        state = click.style(f"{_WORDS[line.state]:<7}", fg=_COLOURS[line.state])
        click.echo(f"{state} {line.topic:<22} {line.words}")
        if line.remedy:
            click.echo(f"{'':<31}→ {line.remedy}")


def lines_to_json(lines: Iterable[Line]) -> str:
    """Write the lines for programs."""
    rows = [
        {
            "state": line.state.name.lower(),
            "topic": line.topic,
            "words": line.words,
            "remedy": line.remedy,
        }
        for line in lines
    ]
    return json.dumps(rows, ensure_ascii=False, indent=2)
