"""Sources in the settings: what is wrong is named at the start."""

from pathlib import Path

import pytest

from attestation.errors import ConfigurationError, RegisterError
from tests.support.issuer_contexts import SETTINGS
from tests.support.world import make_world
from verifier.assembly import open_live_verifier
from verifier.settings import load_settings

OTHER = "https://pont.example"

SOURCE = f"""
[[verifier.source]]
addresses = ["{OTHER}"]
"""


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ("", "l’un des deux"),
        ('token_file = "t"\nregister_url = "sqlite:///r.db"', "l’un des deux"),
        ('token_file = "missing"', "verifier.source.0.token_file"),
        ('token_file = "t"\nca = "missing"', "verifier.source.0.ca"),
        ('token_file = "t"\nseconds = 0', "au moins 1"),
        ('token_file = "t"\nredirects = 3', "réglage inconnu"),
        (f'token_file = "t"\n{SOURCE}token_file = "t"', "dans deux sources"),
        (f'token_file = "t"\n{SOURCE.replace("https", "http")}token_file = "t"', "une adresse"),
        (
            f'token_file = "t"\n{SOURCE.replace(OTHER, "http://localhost")}token_file = "t"',
            "en https://",
        ),
    ],
)
def test_source_that_is_wrong_is_named_at_the_start(tmp_path: Path, lines: str, words: str) -> None:
    world = make_world(tmp_path)
    (tmp_path / "t").write_text("x")
    world.config.write_text(f"{SETTINGS}{SOURCE}{lines}\n", encoding="utf-8")

    with pytest.raises(ConfigurationError, match=words):
        open_live_verifier(load_settings(world.config))


def test_register_of_a_source_that_is_missing_is_named_at_the_start(tmp_path: Path) -> None:
    world = make_world(tmp_path)
    text = f'{SETTINGS}{SOURCE}register_url = "sqlite:///missing.db"\n'
    world.config.write_text(text, encoding="utf-8")

    with pytest.raises(RegisterError, match="n’existe pas"):
        open_live_verifier(load_settings(world.config))
