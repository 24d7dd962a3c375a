"""The organisation's regimes changed by hand: one loaded, one ended, another by default.

Each change makes the next signed version of its settings, judged as every other one. A record is
ended, never taken away, because attestations name it. ADR 0134.
"""

import json
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from pydantic import ValidationError

from attestation.errors import ConfigurationError
from issuer.export.labels import day
from issuer.organisation.form import OrganisationSettings, encode_settings, parse_settings
from issuer.settings.issuer import IssuerSettings
from issuer.settings.refusal import refusals
from issuer.settings.regime import Regime
from issuer.words.sentence import Sentence, sentence

UNREAD = "textes non vérifiés"
"""What the heading of an example says; a text that still says it was reviewed by nobody."""
MAX_FILE_BYTES = 100_000
_PLACE = "issue.regimes"
_CALLED = {
    "name": sentence("nom"),
    "authority": sentence("autorité"),
    "legal_basis": sentence("base légale"),
    "valid_from": sentence("premier jour"),
    "valid_until": sentence("dernier jour"),
    "required_percent": sentence("part des séances exigée"),
    "required_hours": sentence("heures exigées"),
    "printed": sentence("phrase imprimée"),
    "establishes": sentence("ce que cela établit"),
    "does_not_establish": sentence("ce que cela n’établit pas"),
}


def read_regimes(text: str) -> tuple[Regime, ...]:
    """Read the regimes of a file, tables ``[[issue.regimes]]`` as the settings have them.

    Raises:
        ConfigurationError: it has none, one is wrong, or it still says that nobody checked it.
    """
    # SECURITY: nobody takes an example for law: test_example_is_refused_as_it_stands.
    if UNREAD in text.casefold():
        raise ConfigurationError(
            _PLACE,
            sentence(
                "ces textes disent que personne ne les a vérifiés : faites-les relire d’abord"
            ),
        )
    try:
        described = tomllib.loads(text)["issue"]["regimes"]
        return tuple(Regime.model_validate(one) for one in described)
    except ValidationError as error:
        place, problem = refusals(error)[0]
        raise ConfigurationError(f"{_PLACE}.{place}", problem) from None
    except (tomllib.TOMLDecodeError, KeyError, TypeError):
        raise ConfigurationError(
            _PLACE, sentence("une table [[issue.regimes]] est attendue")
        ) from None


def with_regimes(
    settings: IssuerSettings, before: OrganisationSettings, new: Sequence[Regime]
) -> OrganisationSettings | dict[str, str]:
    """Return the settings with some regimes more, or by place what is wrong with them.

    One of the same code and the same first day takes the place of the one before it.
    """
    regimes = {(one.code, one.valid_from): one for one in (*before.issue.regimes, *new)}
    return _with_rule(settings, before, regimes=_dumped(regimes.values()))


def with_regime_ended(
    settings: IssuerSettings, before: OrganisationSettings, code: str, last_day: date
) -> OrganisationSettings | dict[str, str]:
    """Return the settings with the newest record of a regime ended, or what is wrong with that."""
    ours = [one for one in before.issue.regimes if one.code == code]
    if not ours:
        return {"code": _unknown(code)}
    newest = max(ours, key=lambda one: one.valid_from or date.min)
    regimes = [
        one.model_copy(update={"valid_until": last_day}) if one is newest else one
        for one in before.issue.regimes
    ]
    return _with_rule(settings, before, regimes=_dumped(regimes))


def with_default_regime(
    settings: IssuerSettings, before: OrganisationSettings, code: str | None
) -> OrganisationSettings | dict[str, str]:
    """Return the settings with another regime of modules that say none."""
    if code is not None and code not in {one.code for one in before.issue.regimes}:
        return {"regime": _unknown(code)}
    return _with_rule(settings, before, regime=code)


def regime_changes(before: OrganisationSettings, after: OrganisationSettings) -> list[Sentence]:
    """Return in words what becomes of the regimes."""
    old = {(one.code, one.valid_from): one for one in before.issue.regimes}
    lines = []
    for key, one in {(each.code, each.valid_from): each for each in after.issue.regimes}.items():
        if key not in old:
            lines.append(
                sentence("{code} : nouvelle fiche, {period}", code=one.code, period=period(one))
            )
        lines += _differences(old[key], one) if key in old else ()
    if before.issue.regime != after.issue.regime:
        default = after.issue.regime or sentence("aucun")
        lines.append(
            sentence("régime des modules qui n’en disent pas : {default}", default=default)
        )
    return lines


def period(regime: Regime) -> Sentence:
    """Write the days on which a regime is in force."""
    first, last = regime.valid_from, regime.valid_until
    if first is None:
        if last is None:
            return sentence("sans limite de temps")
        return sentence("jusqu’au {last}", last=day(last))
    if last is None:
        return sentence("à partir du {first}", first=day(first))
    return sentence("du {first} au {last}", first=day(first), last=day(last))


def _differences(old: Regime, new: Regime) -> Iterator[Sentence]:
    before, after = old.model_dump(mode="json"), new.model_dump(mode="json")
    for field, called in _CALLED.items():
        if before[field] != after[field]:
            yield sentence(
                "{code}, {field} : {before} → {after}",
                code=new.code,
                field=called,
                before=_said(before[field]),
                after=_said(after[field]),
            )


def _said(value: object) -> str:
    match value:
        case None:
            return sentence("rien")
        case dict():
            return " / ".join(map(str, value.values()))
        case _:
            return str(value)


def _unknown(code: str) -> Sentence:
    return sentence("le régime {code} n’est pas dans les réglages", code=code)


def _dumped(regimes: Iterable[Regime]) -> list[dict[str, object]]:
    return [one.model_dump(mode="json") for one in regimes]


def _with_rule(
    settings: IssuerSettings, before: OrganisationSettings, **rule: object
) -> OrganisationSettings | dict[str, str]:
    content = json.loads(encode_settings(before))
    return parse_settings(settings, content["organisation"], content["rule"] | rule, before.logo)
