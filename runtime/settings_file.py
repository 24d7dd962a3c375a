"""A deployment's settings file: TOML text to sections, with nothing unknown let through.

Each package validates its own section; here is only what all of them share: which sections
exist, and that a relative path is relative to the file, so that a deployment can be moved.
"""

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import PurePath
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from attestation.errors import ConfigurationError


def problem_words(text: str) -> str:
    """Mark a message that the desk's catalogues translate; return it as it is."""
    return text


_IN_FRENCH = {
    "extra_forbidden": problem_words("réglage inconnu"),
    "value_error": problem_words("{error}"),
    "missing": problem_words("réglage manquant"),
    "string_type": problem_words("un texte est attendu"),
    "int_type": problem_words("un nombre entier est attendu"),
    "int_parsing": problem_words("un nombre entier est attendu"),
    "float_parsing": problem_words("un nombre est attendu"),
    "date_from_datetime_parsing": problem_words("une date est attendue"),
    "string_too_short": problem_words("un texte d’au moins {min_length} caractère est attendu"),
    "string_too_long": problem_words("un texte d’au plus {max_length} caractères est attendu"),
    "too_long": problem_words("au plus {max_length} sont possibles"),
    "enum": problem_words("une de ces valeurs est attendue : {expected}"),
    "literal_error": problem_words("une de ces valeurs est attendue : {expected}"),
    "greater_than": problem_words("un nombre de plus de {gt} est attendu"),
    "greater_than_equal": problem_words("un nombre d’au moins {ge} est attendu"),
    "less_than_equal": problem_words("un nombre d’au plus {le} est attendu"),
}

SECTIONS = frozenset(
    {
        "admin",
        "backup",
        "clock",
        "cluster",
        "desk",
        "identity",
        "issue",
        "keys",
        "log",
        "mail",
        "organisation",
        "participant",
        "register",
        "retention",
        "status",
        "timestamp",
        "verifier",
    }
)

OWN_WORDS = "said"
"""The value of an error of ours that holds its whole message."""


class Section(BaseModel):
    """Base of every section: frozen, and an unknown key is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True)


SectionT = TypeVar("SectionT", bound=Section)


@dataclass(frozen=True, slots=True, kw_only=True)
class Deployment:
    """The settings file of one deployment, parsed."""

    folder: PurePath
    """Where the file lies; relative paths in it start here."""
    sections: Mapping[str, Mapping[str, object]]

    def section(self, name: str, model: type[SectionT]) -> SectionT:
        """Validate section ``name`` (absent counts as empty) against ``model``.

        Raises:
            ConfigurationError: naming the setting that is missing, unknown or wrong.
        """
        try:
            return model.model_validate(self.sections.get(name, {}))
        except ValidationError as error:
            place, problem = problems_of(error)[0]
            raise ConfigurationError(f"{name}.{place}".rstrip("."), problem) from None

    def path(self, relative: str) -> PurePath:
        """Resolve a path of this file; an absolute one stays as it is."""
        return self.folder / relative


def problems_of(
    error: ValidationError, *, fill: Callable[..., str] = str.format
) -> list[tuple[str, str]]:
    """Return each setting that is wrong, by its place within the section, and why, in French.

    Args:
        error: of a section's model.
        fill: puts the values into a message marked by ``problem_words``.
    """
    # Without the input: a setting can be a secret that was put in the wrong place.
    errors = error.errors(include_url=False, include_input=False)
    # A misspelled key is why another is missing: it comes first.
    errors.sort(key=lambda one: one["type"] != "extra_forbidden")
    problems = []
    for one in errors:
        values, template = one.get("ctx", {}), _IN_FRENCH.get(one["type"])
        # What a check of ours says may be more than its text, which pydantic would flatten.
        problem = fill(template, **values) if template else values.get(OWN_WORDS, one["msg"])
        problems.append((".".join(map(str, one["loc"])), problem))
    return problems


def parse_deployment(text: str, *, folder: PurePath) -> Deployment:
    """Parse the settings file.

    Raises:
        ConfigurationError: not TOML, or a section that no program of ours knows.
    """
    try:
        sections = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigurationError("fichier de réglages", f"ce n’est pas du TOML : {error}") from None
    for name, content in sections.items():
        if name not in SECTIONS:
            raise ConfigurationError(name, _IN_FRENCH["extra_forbidden"])
        if not isinstance(content, dict):
            raise ConfigurationError(name, "une [section] est attendue")
    return Deployment(folder=folder, sections=sections)
