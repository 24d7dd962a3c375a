"""What every command starts from: settings and a ring that are there."""

from pathlib import Path

from tests.support.key_rings import Keys


def test_no_ring_and_no_settings_are_said(keys: Keys, tmp_path: Path) -> None:
    assert "attest-keys init" in keys.refused("list")
    assert "attest-keys init" in keys.refused("trust")
    keys.config.unlink()
    assert "n’existe pas" in keys.refused("list")


def test_relative_config_and_missing_config_are_said(tmp_path: Path) -> None:
    from keys.cli.main import main
    from tests.support.commands import run

    assert "--config" in run(main, "list").err
    assert run(main, "--help").exit_code == 0


def test_unreadable_settings_are_said(keys: Keys) -> None:
    keys.config.write_bytes(b"\xff")

    assert "illisible" in keys.refused("list")
