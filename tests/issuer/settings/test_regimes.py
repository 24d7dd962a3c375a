"""Regimes are the organisation's settings; the examples are nobody's until a person copies one."""

import tomllib
from pathlib import Path

import pytest
from pydantic import ValidationError

from issuer.settings.issuer import IssueSettings
from issuer.settings.regime import Regime
from tests.support.issuers import ADDRESS
from tests.support.regimes import make_regime

ROOT = Path(__file__).parents[3]
EXAMPLES = sorted((ROOT / "examples" / "regimes").glob("*.toml"))
HEADING = "# À FAIRE RELIRE PAR UN JURISTE, TEXTES NON VÉRIFIÉS"
CODE = ("attestation", "examples", "issuer", "keys", "operations", "pdf", "register", "runtime",
        "verifier", "web")  # fmt: skip


def regime_of(example: Path) -> Regime:
    (described,) = tomllib.loads(example.read_text("utf-8"))["issue"]["regimes"]
    return Regime.model_validate(described)


def test_there_is_an_example_for_each_region() -> None:
    assert [one.stem for one in EXAMPLES] == ["bruxelles", "flandre", "wallonie"]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda one: one.stem)
def test_example_says_on_its_first_line_that_nobody_checked_it(example: Path) -> None:
    assert example.read_text("utf-8").splitlines()[0] == HEADING
    assert regime_of(example).code


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda one: one.stem)
def test_no_example_is_in_a_demo_or_a_default(example: Path) -> None:
    # Neither is the file read by a program, nor is its code or a sentence of it in one.
    regime = regime_of(example)
    said = (regime.code, regime.establishes.fr, regime.printed.fr, "examples/regimes")
    for folder in CODE:
        for file in (ROOT / folder).rglob("*"):
            if file.suffix not in (".py", ".toml", ".html", ".po") or file in EXAMPLES:
                continue
            text = file.read_text("utf-8")
            found = [one for one in said if one in text]
            assert not found, f"{file} has {found}"
    assert IssueSettings(verifier=ADDRESS).regimes == ()
    assert IssueSettings(verifier=ADDRESS).regime is None


def test_regime_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(ValidationError, match="finit avant de commencer"):
        make_regime("X", valid_from="2026-02-01", valid_until="2026-01-31")


def test_regime_lacking_a_language_is_refused() -> None:
    with pytest.raises(ValidationError):
        make_regime("X", printed={"fr": "Seulement en français."})
