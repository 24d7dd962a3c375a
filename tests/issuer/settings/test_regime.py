"""Regimes are the organisation's settings; the examples are nobody's until a person copies one."""

import tomllib
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from attestation.errors import ConfigurationError
from issuer.organisation.regimes import read_regimes
from issuer.settings.issuer import IssueSettings
from issuer.settings.regime import Regime
from tests.support.issuers import ADDRESS
from tests.support.regimes import make_regime

ROOT = Path(__file__).parents[3]
EXAMPLES = sorted((ROOT / "examples" / "regimes").glob("*.toml"))
HEADING = "# À FAIRE RELIRE PAR UN JURISTE, TEXTES NON VÉRIFIÉS"
CODE = ("attestation", "examples", "issuer", "keys", "operations", "pdf", "register", "runtime",
        "verifier", "web")  # fmt: skip


def described(example: Path) -> dict[str, Any]:
    (found,) = tomllib.loads(example.read_text("utf-8"))["issue"]["regimes"]
    return dict(found)


def completed(example: Path) -> Regime:
    """Return the regime once a person has written what the example leaves open."""
    written = {"authority": "Une autorité", "legal_basis": "Une base légale"}
    return Regime.model_validate(described(example) | written)


def test_there_is_an_example_for_each_region() -> None:
    assert [one.stem for one in EXAMPLES] == ["bruxelles", "flandre", "wallonie"]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda one: one.stem)
def test_example_says_on_its_first_line_that_nobody_checked_it(example: Path) -> None:
    assert example.read_text("utf-8").splitlines()[0] == HEADING
    assert completed(example).code


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda one: one.stem)
def test_no_example_is_in_a_demo_or_a_default(example: Path) -> None:
    # Neither is the file read by a program, nor is its code or a sentence of it in one.
    regime = completed(example)
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


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda one: one.stem)
def test_example_is_refused_as_it_stands(example: Path) -> None:
    # By the settings, because the law is not written yet, and by what loads a file.
    with pytest.raises(ValidationError, match="à compléter"):
        IssueSettings(verifier=ADDRESS, regimes=(described(example),))  # type: ignore[arg-type]
    with pytest.raises(ConfigurationError, match="personne ne les a vérifiés"):
        read_regimes(example.read_text("utf-8").replace("À compléter", "La loi"))


def test_file_that_a_person_reviewed_is_read() -> None:
    text = EXAMPLES[0].read_text("utf-8").replace(HEADING, "").replace("À compléter : ", "")
    text = text.replace("aucun de ces textes n’a été vérifié", "")

    assert [one.code for one in read_regimes(text)] == [completed(EXAMPLES[0]).code]


@pytest.mark.parametrize("text", ["", "[issue]", "[issue]\nregimes = 3", "[[issue"])
def test_file_without_regimes_is_refused(text: str) -> None:
    with pytest.raises(ConfigurationError, match=r"issue\.regimes"):
        read_regimes(text)


def test_file_with_a_wrong_regime_names_the_place() -> None:
    with pytest.raises(ConfigurationError, match=r"issue\.regimes\.name"):
        read_regimes("[[issue.regimes]]\ncode = 'X'")


def test_two_records_of_one_code_for_one_day_are_refused() -> None:
    until, since = (
        make_regime("X", valid_until="2026-01-01"),
        make_regime("X", valid_from="2026-01-01"),
    )
    with pytest.raises(ValidationError, match="deux fiches du régime X"):
        IssueSettings(verifier=ADDRESS, regimes=(until, since))
    later = make_regime("X", valid_from="2026-01-02")

    assert IssueSettings(verifier=ADDRESS, regimes=(until, later)).regimes == (until, later)


def test_text_with_a_character_that_hides_is_refused() -> None:
    with pytest.raises(ValidationError, match="invisible"):
        make_regime("X", authority="Une\u00adautorité")


def test_regime_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(ValidationError, match="finit avant de commencer"):
        make_regime("X", valid_from="2026-02-01", valid_until="2026-01-31")


def test_regime_lacking_a_language_is_refused() -> None:
    with pytest.raises(ValidationError):
        make_regime("X", printed={"fr": "Seulement en français."})
