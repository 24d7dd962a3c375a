"""The section of the identity provider: what is wrong in it is named."""

from pathlib import Path

import pytest

from attestation.errors import ConfigurationError
from issuer.settings.desk import desk_settings
from keys.custody.settings import load_deployment
from tests.support.desks import DESK_SETTINGS
from tests.support.issuer_contexts import make_deployment
from tests.support.provider import SETTINGS


@pytest.mark.parametrize(
    ("line", "setting"),
    [
        ('issuer = "http://compte.example.org"', "issuer"),
        ('issuer = "https://compte.example.org?x"', "issuer"),
        ('second_factor = "provider"', "second_factor"),
        ('amr = ["mfa"]', "second_factor"),
        ('account_claim = "name"', "account_claim"),
        ("years = 1", "years"),
    ],
)
def test_wrong_setting_is_named(tmp_path: Path, line: str, setting: str) -> None:
    lines = SETTINGS.format(issuer="https://compte.example.org").splitlines()
    kept = [one for one in lines if one.partition(" =")[0] != line.partition(" =")[0]]
    settings = DESK_SETTINGS + "\n".join([*kept, line])
    config = make_deployment(tmp_path)
    config.write_text(settings)

    with pytest.raises(ConfigurationError, match=f"desk.provider.{setting}"):
        desk_settings(load_deployment(config))
