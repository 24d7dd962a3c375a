"""A group of commands imports the module of the one that is called, and of no other."""

import sys

import click
import pytest
from click.testing import CliRunner

from runtime.lazy_commands import LazyGroup, Place

BY_HAND = click.Command("by-hand", callback=lambda: click.echo("by hand"), help="Made here.")


@pytest.fixture
def group() -> LazyGroup:
    places = {
        "listed": Place("runtime.nothing_is_here:command", "Only listed."),
        "version": Place("click:version_option", "A function of a module that is there."),
    }
    group = LazyGroup("program", places=places)
    group.add_command(BY_HAND)
    return group


def test_list_of_commands_imports_none_of_them(group: LazyGroup) -> None:
    said = CliRunner().invoke(group, ["--help"]).output

    assert [line.split()[0] for line in said.splitlines()[-3:]] == ["by-hand", "listed", "version"]
    assert "Only listed." in said
    assert "runtime.nothing_is_here" not in sys.modules


def test_command_is_imported_when_it_is_called(group: LazyGroup) -> None:
    context = click.Context(group)

    assert group.get_command(context, "version") is click.version_option
    assert group.get_command(context, "by-hand") is BY_HAND
    assert group.get_command(context, "unknown") is None
    with pytest.raises(ModuleNotFoundError):
        group.get_command(context, "listed")
