"""What the desk may set of the organisation: its texts, logo and colour, and the entitlement rule.

The models of the settings file validate it, so nothing can be set here that the file refuses. The
organisation's name is excluded, because the certificate of its key states it. ADR 0057.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace

from pydantic import ValidationError

from attestation.errors import ConfigurationError
from issuer.document.letterhead import prove_fits
from issuer.settings.issuer import IssuerSettings, IssueSettings
from issuer.settings.logo import Logo
from issuer.settings.logo_child import encode_logo
from issuer.settings.logo_reading import decode_logo
from issuer.settings.organisation import SECTION, Letterhead, Organisation
from issuer.settings.refusal import refusals
from issuer.words.sentence import sentence

_RULE = ("required_percent", "required_percent_of", "regimes", "regime")
_NOT_HERE = {"name", "logo"}


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationSettings:
    """One state of what the desk may set; an instance that exists is valid and fits the page."""

    organisation: Organisation
    issue: IssueSettings
    logo: Logo | None


def settings_of(settings: IssuerSettings) -> OrganisationSettings:
    """Return what the settings in force say."""
    return OrganisationSettings(
        organisation=settings.letterhead.organisation,
        issue=settings.issue,
        logo=settings.letterhead.logo,
    )


def with_organisation(
    settings: IssuerSettings, new: OrganisationSettings, *, version: int
) -> IssuerSettings:
    """Return the settings with another state of the organisation's in their place."""
    letterhead = Letterhead(organisation=new.organisation, logo=new.logo)
    return replace(settings, letterhead=letterhead, issue=new.issue, organisation_version=version)


def parse_settings(
    settings: IssuerSettings,
    organisation: Mapping[str, object],
    rule: Mapping[str, object],
    logo: Logo | None,
) -> OrganisationSettings | dict[str, str]:
    """Return what somebody wants as settings, or by place what is wrong with it, in French.

    Args:
        settings: those in force; name, verifier and prefix stay.
        organisation: the keys of ``[organisation]``, as TOML would give them.
        rule: ``required_percent`` and ``required_percent_of``.
        logo: read already.
    """
    problems: dict[str, str] = {}
    fixed = {"name": settings.letterhead.organisation.name, "logo": None}
    issue = settings.issue.model_dump() | dict(rule)
    wanted: Organisation | None = None
    decided: IssueSettings | None = None
    try:
        wanted = Organisation.model_validate({**organisation, **fixed})
    except ValidationError as error:
        problems |= dict(reversed(refusals(error)))
    try:
        decided = IssueSettings.model_validate(issue)
    except ValidationError as error:
        problems |= dict(reversed(refusals(error)))
    if wanted is None or decided is None:
        return problems
    try:
        prove_fits(
            Letterhead(organisation=wanted, logo=logo),
            address=decided.verifier,
            regimes=decided.regimes,
        )
    except ConfigurationError as error:
        # A text that is not written in the documents' language has its own place.
        return {error.setting.removeprefix(SECTION).removeprefix("."): error.problem}
    return OrganisationSettings(organisation=wanted, issue=decided, logo=logo)


def encode_settings(new: OrganisationSettings) -> str:
    """Write them as JSON."""
    content = {
        "organisation": new.organisation.model_dump(mode="json", exclude=_NOT_HERE),
        "rule": new.issue.model_dump(mode="json", include=set(_RULE)),
        "logo": None if new.logo is None else encode_logo(new.logo),
    }
    return json.dumps(content, ensure_ascii=False, sort_keys=True)


def decode_settings(settings: IssuerSettings, text: str) -> OrganisationSettings:
    """Read back what ``encode_settings`` wrote, judged anew.

    Raises:
        ConfigurationError: a rule that came since refuses it.
    """
    content = json.loads(text)
    drawn = content["logo"]
    logo = None if drawn is None else decode_logo(json.dumps(drawn).encode(), setting="logo")
    found = parse_settings(settings, content["organisation"], content["rule"], logo)
    if isinstance(found, dict):
        place, problem = next(iter(found.items()))
        raise ConfigurationError(sentence("réglages du bureau, {place}", place=place), problem)
    return found
