"""Which files count as one user's alone."""

from pathlib import Path

import pytest

from keys.custody.passphrase import find_passphrase
from runtime.private_file import CREDENTIALS, is_private


@pytest.mark.parametrize("mode", [0o440, 0o400, 0o600, 0o640])
def test_credential_of_systemd_257_is_a_passphrase(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mode: int
) -> None:
    monkeypatch.setenv(CREDENTIALS, str(tmp_path))
    file = tmp_path / "passphrase"
    file.write_text("quatre mots tirés au hasard\n", encoding="utf-8")
    file.chmod(mode)

    assert find_passphrase(file, prompt=None) == "quatre mots tirés au hasard".encode()


@pytest.mark.parametrize("mode", [0o444, 0o460, 0o450, 0o404])
def test_credential_that_others_may_read_or_change_is_not_private(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mode: int
) -> None:
    monkeypatch.setenv(CREDENTIALS, str(tmp_path))
    file = tmp_path / "passphrase"
    file.touch(mode=0o600)
    file.chmod(mode)

    assert not is_private(file)


def test_secret_that_a_group_may_read_is_private_among_credentials_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    credentials, elsewhere = tmp_path / "credentials", tmp_path / "elsewhere"
    for folder in (credentials, elsewhere):
        folder.mkdir()
        (folder / "secret").touch(mode=0o600)
        (folder / "secret").chmod(0o440)
    (credentials / "link").symlink_to(elsewhere / "secret")

    assert not is_private(credentials / "secret")
    monkeypatch.setenv(CREDENTIALS, str(credentials))
    assert is_private(credentials / "secret")
    assert not is_private(elsewhere / "secret")
    assert not is_private(credentials / "link")
