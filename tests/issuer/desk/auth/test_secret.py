"""The desk's own key: a file that is private and whole."""

from pathlib import Path

import pytest

from attestation.errors import ConfigurationError
from issuer.desk.auth.secret import open_secret
from tests.support.signed_in_desk import desk

__all__ = ["desk"]  # pytest finds them here
pytestmark = pytest.mark.usefixtures("many_attempts")


def test_key_file_that_others_can_read_is_refused(tmp_path: Path) -> None:
    open_secret(tmp_path / "desk.secret").cookie_key()
    (tmp_path / "desk.secret").chmod(0o644)

    with pytest.raises(ConfigurationError, match="chmod 600"):
        open_secret(tmp_path / "desk.secret")


def test_key_file_that_is_none_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "desk.secret"
    file.touch(0o600)
    file.write_text("c291cmNl")

    with pytest.raises(ConfigurationError, match="pas une clé"):
        open_secret(file)
    with pytest.raises(ConfigurationError, match="illisible"):
        open_secret(tmp_path)
    with pytest.raises(ConfigurationError, match="impossible"):
        open_secret(Path("/proc/nowhere/desk.secret"))
