"""A group of commands that imports a command's module only when it is called."""

from collections.abc import Mapping
from importlib import import_module
from typing import Any, NamedTuple

import click


class Place(NamedTuple):
    """Where a command is, and what the list of commands says of it."""

    target: str
    """``package.module:attribute``."""
    help: str


class LazyGroup(click.Group):
    """Imports a command's module when the command is called."""

    def __init__(self, *args: Any, places: Mapping[str, Place], **kwargs: Any) -> None:
        """Keep the commands by their names."""
        super().__init__(*args, **kwargs)
        self.places = places

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all commands, in order."""
        return sorted({*super().list_commands(ctx), *self.places})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import a command; None where there is none of that name."""
        place = self.places.get(cmd_name)
        if place is None:
            return super().get_command(ctx, cmd_name)
        module, _, attribute = place.target.partition(":")
        command: click.Command = getattr(import_module(module), attribute)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands without importing one."""
        names = self.list_commands(ctx)
        width = formatter.width - 6 - max(map(len, names))
        with formatter.section("Commands"):
            formatter.write_dl([(name, self._line(ctx, name, width)) for name in names])

    def _line(self, ctx: click.Context, name: str, width: int) -> str:
        place = self.places.get(name)
        command = click.Command(name, help=place.help) if place else self.get_command(ctx, name)
        return "" if command is None else command.get_short_help_str(width)
