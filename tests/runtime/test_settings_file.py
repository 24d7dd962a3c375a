from pathlib import PurePath

import pytest

from attestation.errors import ConfigurationError
from runtime.settings_file import Section, parse_deployment

FOLDER = PurePath("/srv/attestations")


class Example(Section):
    url: str
    seconds: int = 3


def test_section_is_validated_and_frozen() -> None:
    deployment = parse_deployment('[register]\nurl = "sqlite:///r.db"', folder=FOLDER)

    assert deployment.section("register", Example) == Example(url="sqlite:///r.db")
    assert deployment.path("r.db") == FOLDER / "r.db"
    assert deployment.path("/var/r.db") == PurePath("/var/r.db")


@pytest.mark.parametrize(
    ("text", "setting", "problem"),
    [
        ("[register]\nurl = 'x'\nulr = 'y'", "register.ulr", "réglage inconnu"),
        ("", "register.url", "réglage manquant"),
        ("[register]\nurl = 3", "register.url", "un texte est attendu"),
        ("[registre]\nurl = 'x'", "registre", "réglage inconnu"),
        ("register = 3", "register", "une [section] est attendue"),
        ("[register", "fichier de réglages", "ce n’est pas du TOML"),
    ],
)
def test_wrong_setting_is_named(text: str, setting: str, problem: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        parse_deployment(text, folder=FOLDER).section("register", Example)

    assert caught.value.setting == setting
    assert problem in caught.value.problem


def test_refused_value_is_not_quoted() -> None:
    deployment = parse_deployment("[register]\nurl = 'x'\nseconds = 'secret'", folder=FOLDER)

    with pytest.raises(ConfigurationError) as caught:
        deployment.section("register", Example)

    assert "secret" not in str(caught.value)
