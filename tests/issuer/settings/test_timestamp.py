"""The section ``[timestamp]``: what is refused, and how it is named."""

from pathlib import Path

import pytest

from attestation.errors import ConfigurationError
from tests.support.issuer_contexts import (
    SETTINGS,
    make_deployment,
)


@pytest.mark.parametrize(
    ("section", "setting"),
    [
        ('url = "ftp://tsa.example"', "timestamp.url"),
        ('url = "http://tsa.example"', "timestamp.trust"),
        ('url = "http://tsa.example"\ntrust = "nowhere.pem"', "timestamp.trust"),
        ('url = "http://tsa.example"\ntrust = "attestation.toml"', "timestamp.trust"),
        ('level = "B-LTA"', "timestamp.level"),
        ('on_failure = "never mind"', "timestamp.on_failure"),
        ("timeout_seconds = 0", "timestamp.timeout_seconds"),
        ("colour = 3", "timestamp.colour"),
    ],
)
def test_setting_that_is_wrong_is_named(tmp_path: Path, section: str, setting: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        make_deployment(tmp_path / "d", settings=f"{SETTINGS}\n[timestamp]\n{section}\n")

    assert caught.value.setting == setting
