"""What a verifier tells another one that names it as a source: with a token, and nobody else."""

from pathlib import Path

import pytest

from attestation.errors import ConfigurationError
from tests.support.asked_source import client, token, world
from tests.support.commands import run
from tests.support.world import World
from verifier.cli.main import main
from verifier.sources.readers import add_reader, is_admitted, read_readers, remove_reader

__all__ = ["client", "token", "world"]  # pytest finds them here


def test_reader_is_admitted_listed_and_removed_by_command(world: World) -> None:
    file = world.config.parent / "readers"

    added = run(main, "--config", world.config, "reader", "add", "Fédération")
    listed = run(main, "--config", world.config, "reader", "list")
    given = added.out.splitlines()[-1]

    assert is_admitted(file, given)
    assert "Fédération" in listed.out
    assert given not in file.read_text(encoding="utf-8")
    assert file.stat().st_mode & 0o077 == 0
    twice = run(main, "--config", world.config, "reader", "add", "Fédération")
    assert (twice.exit_code, "y est déjà" in twice.err) == (2, True)

    removed = run(main, "--config", world.config, "reader", "remove", "Fédération")

    assert removed.exit_code == 0
    assert not is_admitted(file, given)


def test_readers_that_cannot_be_read_or_written_are_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="n’y est pas"):
        remove_reader(tmp_path / "readers", "Commune")
    with pytest.raises(ConfigurationError, match="impossible d’écrire"):
        add_reader(tmp_path / "nowhere" / "readers", "Commune")
    (tmp_path / "readers").mkdir()
    with pytest.raises(ConfigurationError, match="illisible"):
        read_readers(tmp_path / "readers")
