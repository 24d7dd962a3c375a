"""The form of one regime: what was typed, as the settings' model takes it."""

from collections.abc import Mapping

from pydantic import ValidationError
from werkzeug.datastructures import MultiDict

from issuer.settings.refusal import refusals
from issuer.settings.regime import Regime
from issuer.words.sentence import sentence

LANGUAGES = {
    "fr": sentence("français"),
    "nl": sentence("néerlandais"),
    "de": sentence("allemand"),
    "en": sentence("anglais"),
}
TRANSLATED = {
    "name": sentence("Nom"),
    "printed": sentence("Phrase imprimée sur l’attestation"),
    "establishes": sentence("Ce que cela établit"),
    "does_not_establish": sentence("Ce que cela n’établit pas"),
}
_TEXTS = ("code", "authority", "legal_basis")
_OPTIONAL = ("valid_from", "valid_until", "required_percent", "required_hours")
_MAX_CHARACTERS = 1_000
FIELDS = (*_TEXTS, *_OPTIONAL, *(f"{name}.{one}" for name in TRANSLATED for one in LANGUAGES))


def regime_typed_in(form: MultiDict[str, str]) -> dict[str, str]:
    """Read the fields of a form."""
    return {name: form.get(name, "").strip()[:_MAX_CHARACTERS] for name in FIELDS}


def regime_typed(regime: Regime | None) -> dict[str, str]:
    """Write a regime into the fields; None leaves them empty."""
    if regime is None:
        return dict.fromkeys(FIELDS, "")
    said = regime.model_dump(mode="json")
    texts = {name: _text(said[name]) for name in (*_TEXTS, *_OPTIONAL)}
    return texts | {
        f"{name}.{language}": said[name][language] for name in TRANSLATED for language in LANGUAGES
    }


def parse_regime(typed: Mapping[str, str]) -> Regime | dict[str, str]:
    """Return what was typed as a regime, or by field what is wrong with it."""
    fields: dict[str, object] = {name: typed[name] for name in _TEXTS}
    fields["code"] = typed["code"].upper()
    fields |= {name: typed[name].replace(",", ".") or None for name in _OPTIONAL}
    fields |= {
        name: {language: typed[f"{name}.{language}"] for language in LANGUAGES}
        for name in TRANSLATED
    }
    try:
        return Regime.model_validate(fields)
    except ValidationError as error:
        return dict(reversed(refusals(error)))


def _text(value: object) -> str:
    return "" if value is None else f"{value:g}" if isinstance(value, float) else str(value)
