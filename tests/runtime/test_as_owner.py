"""What root asks of a deployment is done by the deployment's owner."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from unittest.mock import patch

import pytest

from operations.cli.main import main as attest
from runtime import as_owner
from runtime.as_owner import run_as_owner
from runtime.private_file import CREDENTIALS, handed_over
from tests.support.commands import run


@pytest.fixture
def config(tmp_path: Path) -> Path:
    (tmp_path / "deployment").mkdir()
    return tmp_path / "deployment" / "attestation.toml"


@pytest.fixture
def asked(config: Path, tmp_path: Path) -> Iterator[list[dict[str, object]]]:
    """What would be run, by root, in a deployment of user 4321, with one credential."""
    store = tmp_path / "credstore"
    store.mkdir()
    (store / "attestation.passphrase").write_text("quatre mots")
    (store / "of-another-program").write_text("x")
    given: list[dict[str, object]] = []

    def call(command: list[str], **options: object) -> "subprocess.CompletedProcess[bytes]":
        environment = options["env"]
        assert isinstance(environment, dict)
        folder = Path(environment[CREDENTIALS])
        handed = {file.name: oct(file.stat().st_mode & 0o777) for file in folder.iterdir()}
        given.append({"command": command, "handed": handed, **options})
        return subprocess.CompletedProcess(command, 7)

    owner = os.stat_result((0o40700, 1, 1, 1, 4321, 4321, 0, 0, 0, 0))
    is_of_config = Path.stat

    def stat(file: Path, **options: bool) -> os.stat_result:
        return owner if file == config.parent else is_of_config(file, **options)

    with (
        patch("os.geteuid", lambda: 0),
        patch("os.chown"),
        patch.object(Path, "stat", stat),
        patch.object(as_owner, "CREDENTIAL_STORE", store),
        patch.object(as_owner, "_RUN", tmp_path),
        patch("runtime.as_owner.subprocess.run", call),
    ):
        yield given


def test_root_runs_a_command_as_the_owner_with_our_credentials_alone(
    config: Path, asked: list[dict[str, object]]
) -> None:
    assert run_as_owner(config) == 7

    (done,) = asked
    assert done["command"] == [sys.executable, *sys.orig_argv[1:]]
    assert (done["user"], done["group"], done["extra_groups"]) == (4321, 4321, ())
    assert done["handed"] == {"attestation.passphrase": "0o600"}
    assert list(config.parent.parent.glob("attestation-*")) == []


def test_what_only_root_can_do_stays_with_root(
    config: Path, asked: list[dict[str, object]]
) -> None:
    assert run(attest, "--config", config, "doctor", "--help").exit_code == 7
    assert run(attest, "--config", config, "setup", "--help").exit_code == 0

    assert len(asked) == 1


def test_owner_and_root_in_a_folder_of_its_own_go_on_themselves(config: Path) -> None:
    with patch("os.geteuid", lambda: 1000):
        assert run_as_owner(config) is None
    with patch("os.geteuid", lambda: 0):
        if config.parent.stat().st_uid == 0:
            assert run_as_owner(config) is None
        assert run_as_owner(config.parent / "nowhere" / "attestation.toml") is None


def test_credential_of_the_same_name_is_read_in_place_of_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = Path("/etc/credstore/attestation.passphrase")
    monkeypatch.setenv(CREDENTIALS, str(tmp_path))
    assert handed_over(file) == file

    (tmp_path / file.name).write_text("x")
    assert handed_over(file) == tmp_path / file.name
    monkeypatch.delenv(CREDENTIALS)
    with patch.object(Path, "is_file", side_effect=PermissionError):
        assert handed_over(file) == file
