"""The form of the organisation's settings: what was typed, as the settings' models take it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from werkzeug.datastructures import MultiDict

from issuer.organisation.form import OrganisationSettings, parse_settings
from issuer.settings.document_language import DocumentLanguage
from issuer.settings.issuer import IssuerSettings
from issuer.settings.logo import Logo
from issuer.settings.organisation import Translation, Translations
from issuer.words.sentence import sentence

MAX_TEXT_CHARACTERS = 2_000
MAX_RULES = 100
_LINES = ("address", "funders")
_OPTIONAL = ("email", "phone", "website")
_TEXTS = ("place", "legal_mention", "certifies", "statement", "partial_statement", "accent_colour")
_COORDINATOR = ("coordinator_name", "coordinator_role")
TRANSLATED = tuple(Translation.model_fields)
"""What an organisation says in its other languages, by setting."""
_TRANSLATIONS = {
    f"translations.{language}.{name}": (language, name)
    for language in Translations.model_fields
    for name in TRANSLATED
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """The fields as texts."""

    texts: Mapping[str, str]
    required_percent: str
    rules: Sequence[tuple[str, str]]
    """Module code and percent, one row each."""


def typed_of(settings: OrganisationSettings) -> Typed:
    """Write settings into the fields."""
    organisation = settings.organisation
    texts = {name: getattr(organisation, name) or "" for name in (*_TEXTS, *_OPTIONAL)}
    texts |= {name: "\n".join(getattr(organisation, name)) for name in _LINES}
    texts["language"] = organisation.language
    for field, (language, name) in _TRANSLATIONS.items():
        written = getattr(getattr(organisation.translations, language), name)
        texts[field] = "\n".join(written) if isinstance(written, tuple) else written or ""
    texts["coordinator_name"] = organisation.coordinator.name
    texts["coordinator_role"] = organisation.coordinator.role
    rules = sorted(settings.issue.required_percent_of.items())
    return Typed(
        texts=texts,
        required_percent=str(settings.issue.required_percent),
        rules=[(code, str(percent)) for code, percent in rules],
    )


def typed_in(form: MultiDict[str, str]) -> Typed:
    """Read the fields of a form."""
    names = (*_TEXTS, *_OPTIONAL, *_LINES, *_COORDINATOR, "language", *_TRANSLATIONS)
    codes, percents = form.getlist("rule_code"), form.getlist("rule_percent")
    pairs = list(zip(codes, percents, strict=False))[:MAX_RULES]
    return Typed(
        texts={name: form.get(name, "")[:MAX_TEXT_CHARACTERS] for name in names},
        required_percent=form.get("required_percent", "")[:MAX_TEXT_CHARACTERS],
        rules=[
            (code.strip()[:40], percent.strip()[:10])
            for code, percent in pairs
            if code.strip() or percent.strip()
        ],
    )


def parse_form(
    settings: IssuerSettings, typed: Typed, logo: Logo | None, *, before: OrganisationSettings
) -> OrganisationSettings | dict[str, str]:
    """Return what was typed as settings, or by field what is wrong with it.

    Regimes have a page of their own: those of ``before`` stay.
    """
    texts = {name: text.strip() for name, text in typed.texts.items()}
    organisation: dict[str, object] = {name: texts[name] for name in _TEXTS}
    organisation |= {name: texts[name] or None for name in _OPTIONAL}
    organisation |= {name: _lines(texts[name]) for name in _LINES}
    organisation["language"] = texts["language"] or DocumentLanguage.FR.value
    translations: dict[str, dict[str, object]] = {}
    for field, (language, name) in _TRANSLATIONS.items():
        written = _lines(texts[field]) if name in _LINES else texts[field] or None
        translations.setdefault(language, {})[name] = written
    organisation["translations"] = translations
    organisation["coordinator"] = {
        "name": texts["coordinator_name"],
        "role": texts["coordinator_role"],
    }
    # SECURITY: saving a telephone number takes no regime away:
    # test_regimes_outlive_other_settings_being_saved.
    kept = before.issue.model_dump(mode="json", include={"regimes", "regime"})
    rule = kept | {
        "required_percent": _number(typed.required_percent),
        "required_percent_of": {code: _number(percent) for code, percent in typed.rules},
    }
    if any(not code for code, _ in typed.rules):
        return {"rules": sentence("le code du module manque")}
    found = parse_settings(settings, organisation, rule, logo)
    if isinstance(found, OrganisationSettings):
        return found
    return {_field(place): problem for place, problem in reversed(found.items())}


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _number(text: str) -> int | None:
    text = text.strip().removesuffix("%").strip()
    return int(text) if text.isdecimal() and len(text) <= 4 else None  # None: « un nombre »


def _field(place: str) -> str:
    first, _, rest = place.partition(".")
    if first == "coordinator":
        return f"coordinator_{rest}"
    if first == "translations":
        return place
    return "rules" if first == "required_percent_of" else first
