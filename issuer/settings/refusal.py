"""What a check of the settings says: a sentence that the desk can translate."""

from pydantic import ValidationError
from pydantic_core import PydanticCustomError

from issuer.words.sentence import Sentence, sentence
from runtime.settings_file import OWN_WORDS, problems_of


def refusal(problem: Sentence) -> PydanticCustomError:
    """Return the error with which a check refuses a setting."""
    # Not ValueError: pydantic would put "Value error, " before the French.
    return PydanticCustomError("setting", f"{{{OWN_WORDS}}}", {OWN_WORDS: problem})


def refusals(error: ValidationError) -> list[tuple[str, str]]:
    """Return each setting that is wrong, by its place, and why; translatable where it is ours."""
    return problems_of(error, fill=sentence)
