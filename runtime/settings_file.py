"""A deployment's settings file: TOML text to sections, with nothing unknown let through.

Each package validates its own section; here is only what all of them share: which sections
exist, and that a relative path is relative to the file, so that a deployment can be moved.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePath
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from attestation.errors import ConfigurationError

_IN_FRENCH = {
    "extra_forbidden": "réglage inconnu",
    "value_error": "{error}",
    "missing": "réglage manquant",
    "string_type": "un texte est attendu",
    "int_type": "un nombre entier est attendu",
    "string_too_short": "un texte d’au moins {min_length} caractère est attendu",
    "string_too_long": "un texte d’au plus {max_length} caractères est attendu",
    "too_long": "au plus {max_length} sont possibles",
    "literal_error": "une de ces valeurs est attendue : {expected}",
    "greater_than_equal": "un nombre d’au moins {ge} est attendu",
    "less_than_equal": "un nombre d’au plus {le} est attendu",
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


def problems_of(error: ValidationError) -> list[tuple[str, str]]:
    """Return each setting that is wrong, by its place within the section, and why, in French."""
    # Without the input: a setting can be a secret that was put in the wrong place.
    errors = error.errors(include_url=False, include_input=False)
    # A misspelled key is why another is missing: it comes first.
    errors.sort(key=lambda one: one["type"] != "extra_forbidden")
    problems = []
    for one in errors:
        template = _IN_FRENCH.get(one["type"])
        problem = template.format(**one.get("ctx", {})) if template else one["msg"]
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
