"""A file of 32 random bytes: made once, for its owner alone, and never taken for another thing."""

import base64
from pathlib import Path

import pytest

from attestation.errors import ConfigurationError
from runtime.secret_file import SECRET_BYTES, open_secret_file


def opened(file: Path) -> bytes:
    return open_secret_file(file, setting="desk.secret_file", what="une clé du bureau")


def test_secret_is_made_once_and_read_back(tmp_path: Path) -> None:
    file = tmp_path / "new" / "secret"

    made = opened(file)

    assert len(made) == SECRET_BYTES
    assert opened(file) == made
    assert file.stat().st_mode & 0o777 == 0o600
    assert opened(tmp_path / "other") != made


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "n’est pas une clé du bureau"),
        (base64.b64encode(bytes(31)), "n’est pas une clé du bureau"),
        (base64.b64encode(bytes(33)), "n’est pas une clé du bureau"),
        (b"not base64!", "illisible"),
    ],
)
def test_another_file_is_no_secret_and_stays_as_it_is(
    tmp_path: Path, content: bytes, words: str
) -> None:
    file = tmp_path / "secret"
    file.write_bytes(content)
    file.chmod(0o600)

    with pytest.raises(ConfigurationError, match=words):
        opened(file)
    assert file.read_bytes() == content


def test_place_that_cannot_be_written_is_named_by_its_setting() -> None:
    with pytest.raises(ConfigurationError, match=r"desk\.secret_file"):
        opened(Path("/proc/nowhere/secret"))
