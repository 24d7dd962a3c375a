"""The words: complete in every language, and saying what the design asks of them."""

import tomllib
from importlib.resources import files
from typing import get_args

import pytest
from pydantic import ValidationError

from attestation.verdict.reasons import Gap, Obstacle
from attestation.verdict.verdicts import Contradiction, Refusal, VerdictName
from verifier.translations.catalogue import LANGUAGES, ORIGINAL, Wording, wording


def _table(language: str) -> dict[str, dict[str, object]]:
    text = files("verifier.translations").joinpath(f"{language}.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_verdict_has_a_heading_a_sentence_and_a_next_step(language: str) -> None:
    words = wording(language)

    assert words.language == language
    for name in (*get_args(VerdictName), ORIGINAL):
        spoken = words.verdicts[name]
        assert spoken.heading
        assert spoken.sentence.endswith(".")
        assert spoken.next_step.endswith(".")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reason_has_its_own_sentence(language: str) -> None:
    words = wording(language)
    codes = [one.value for kind in (Contradiction, Refusal, Gap, Obstacle) for one in kind]

    sentences = [words.reasons[code].sentence for code in codes]

    assert len(set(sentences)) == len(sentences)
    assert len(set(codes)) == len(codes)


@pytest.mark.parametrize("missing", ["verdicts", "reasons", "looked_at", "file_problems"])
def test_incomplete_language_does_not_load(missing: str) -> None:
    table = _table("fr")
    table[missing].popitem()

    with pytest.raises(ValidationError):
        Wording.model_validate(table)


def test_word_too_many_and_month_too_few_do_not_load() -> None:
    unknown, short = _table("fr"), _table("fr")
    unknown["page"]["extra"] = "mot"
    short["facts"]["months"] = ["janvier"]

    for table in (unknown, short):
        with pytest.raises(ValidationError):
            Wording.model_validate(table)


@pytest.mark.parametrize("language", LANGUAGES)
def test_templates_take_what_they_are_given(language: str) -> None:
    words = wording(language)

    assert "1988" in words.facts.day.format(day=29, month="x", year=1988)
    assert words.facts.hours_and_minutes.format(hours=3, minutes=5).endswith(" 05")
    assert "7" in words.page.file_hint.format(megabytes=7, files=10)


def test_french_speaks_first() -> None:
    assert LANGUAGES[0] == "fr"
