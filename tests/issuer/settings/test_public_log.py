"""The section of the public log: a policy that can be read, or why it cannot."""

from pathlib import Path

import pytest

from attestation.errors import ConfigurationError
from issuer.settings.public_log import log_settings
from runtime.settings_file import Deployment, parse_deployment
from tests.support.log_notes import VKEY, WITNESSES


def deployment(folder: Path, text: str) -> Deployment:
    return parse_deployment(text, folder=folder)


def test_head_and_policy_lie_beside_the_settings(tmp_path: Path) -> None:
    witness = WITNESSES[0].verifier.encode()
    (tmp_path / "policy").write_text(f"log {VKEY.encode()}\nwitness w {witness}\nquorum w\n")

    plain = log_settings(deployment(tmp_path, ""))
    named = log_settings(deployment(tmp_path, '[log]\npolicy = "policy"\nhead_file = "a/head"\n'))

    assert (plain.head_file, plain.policy) == (tmp_path / "log.head", None)
    assert named.head_file == tmp_path / "a" / "head"
    assert named.policy is not None
    assert set(named.policy.witnesses) == {"w"}


@pytest.mark.parametrize(
    ("content", "words"),
    [(None, "FileNotFoundError"), (b"\xff", "UnicodeDecodeError"), (b"quorum x", "politique")],
)
def test_policy_that_cannot_be_read_names_its_setting(
    tmp_path: Path, content: bytes | None, words: str
) -> None:
    if content is not None:
        (tmp_path / "policy").write_bytes(content)

    with pytest.raises(ConfigurationError, match=rf"log\.policy.*{words}"):
        log_settings(deployment(tmp_path, '[log]\npolicy = "policy"\n'))
