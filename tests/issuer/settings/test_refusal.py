"""What is wrong with a setting, in each language of the desk."""

from datetime import date
from typing import Annotated

import pytest
from pydantic import AfterValidator, Field, ValidationError

from issuer.desk.language import translations_in
from issuer.settings.refusal import refusal, refusals
from issuer.words.sentence import say, sentence
from runtime.settings_file import Section


def _never(text: str) -> str:
    raise refusal(sentence("langue inconnue ; connues : {known}", known="fr, nl"))


class Everything(Section):
    checked: Annotated[str, AfterValidator(_never)] = ""
    text: Annotated[str, Field(min_length=1, max_length=3)] = "a"
    number: Annotated[int, Field(ge=1, le=9)] = 1
    share: Annotated[float, Field(gt=0)] = 1
    day: date | None = None
    lines: Annotated[tuple[str, ...], Field(max_length=1)] = ()


@pytest.mark.parametrize(
    ("wrong", "french", "dutch"),
    [
        (
            {"checked": "x"},
            "langue inconnue ; connues : fr, nl",
            "onbekende taal; bekend zijn: fr, nl",
        ),
        ({"other": 1}, "réglage inconnu", "onbekende instelling"),
        ({"text": 1}, "un texte est attendu", "er wordt een tekst verwacht"),
        (
            {"text": "long"},
            "un texte d’au plus 3 caractères est attendu",
            "er wordt een tekst van hoogstens 3 tekens verwacht",
        ),
        ({"number": "x"}, "un nombre entier est attendu", "er wordt een geheel getal verwacht"),
        (
            {"number": 10},
            "un nombre d’au plus 9 est attendu",
            "er wordt een getal van hoogstens 9 verwacht",
        ),
        ({"share": "x"}, "un nombre est attendu", "er wordt een getal verwacht"),
        (
            {"share": 0},
            "un nombre de plus de 0.0 est attendu",
            "er wordt een getal groter dan 0.0 verwacht",
        ),
        ({"day": "demain"}, "une date est attendue", "er wordt een datum verwacht"),
        (
            {"lines": ["a", "b"]},
            "au plus 1 sont possibles",
            "er zijn er hoogstens 1 mogelijk",
        ),
    ],
)
def test_what_is_wrong_is_said_in_each_language(
    wrong: dict[str, object], french: str, dutch: str
) -> None:
    with pytest.raises(ValidationError) as caught:
        Everything.model_validate(wrong)

    ((place, problem),) = refusals(caught.value)

    assert place == next(iter(wrong))
    assert problem == french
    assert say(problem, translations_in("nl")) == dutch
