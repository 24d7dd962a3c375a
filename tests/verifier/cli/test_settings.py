"""Which deployment a command works in; wrong settings are named before anything is checked."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.support.commands import run
from tests.support.world import Issued, World
from verifier.cli import main as cli


def _deployment(world: World, tmp_path: Path, change: Sequence[tuple[str, str]]) -> Path:
    text = world.config.read_text()
    for before, after in change:
        assert before in text
        text = text.replace(before, after)
    for name in ("register.db", "trust.pem"):
        (tmp_path / name).write_bytes((world.config.parent / name).read_bytes())
    config = tmp_path / "attestation.toml"
    config.write_text(text)
    return config


@pytest.mark.parametrize(
    ("change", "exit_code", "said"),
    [
        ([('trust = "trust.pem"', 'trust = "gone.pem"')], 2, "verifier.trust"),
        ([('trust = "trust.pem"', 'trust = "."')], 2, "verifier.trust"),
        ([('trust = "trust.pem"', 'trust = "attestation.toml"')], 3, "confiance"),
        ([('trust = "trust.pem"', 'trsut = "trust.pem"')], 2, "verifier.trsut"),
        ([("[verifier]", "[verifier]\nspeed = 9")], 2, "verifier.speed"),
        ([('addresses = ["https://verifier.example"]', "addresses = []")], 2, "addresses"),
        (
            [('addresses = ["https://verifier.example"]', 'addresses = ["http://v.example"]')],
            2,
            "addresses",
        ),
        ([("[verifier]", "[verifeir]")], 2, "verifeir"),
        ([("sqlite:///register.db", "sqlite:///gone.db")], 3, "registre"),
        ([("sqlite:///register.db", "sqlite:///trust.pem")], 3, "registre"),
        ([("sqlite:///register.db", "nonsense")], 2, "register.url"),
    ],
)
def test_wrong_settings_are_named_and_nothing_is_checked(
    world: World,
    tmp_path: Path,
    change: Sequence[tuple[str, str]],
    exit_code: int,
    said: str,
) -> None:
    config = _deployment(world, tmp_path, change)

    done = run(cli.main, "--config", config, "check", "0000-0000-0000-0000")

    assert done.exit_code == exit_code
    assert done.out == ""
    assert said in done.err
    assert "Traceback" not in done.err


def test_missing_settings_file_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ATTESTATION_CONFIG", raising=False)
    (tmp_path / "latin.toml").write_bytes(b"\xff\xfe")

    for arguments, said in (
        (("check", "x"), "ATTESTATION_CONFIG"),
        (("--config", tmp_path / "gone.toml", "check", "x"), "gone.toml"),
        (("--config", tmp_path, "check", "x"), "illisible"),
        (("--config", tmp_path / "latin.toml", "check", "x"), "illisible"),
    ):
        done = run(cli.main, *arguments)

        assert done.exit_code == 2
        assert said in done.err


def test_settings_come_from_the_environment_too(
    world: World, issued: list[Issued], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ATTESTATION_CONFIG", str(world.config))

    assert run(cli.main, "check", issued[0].code).exit_code == 0
