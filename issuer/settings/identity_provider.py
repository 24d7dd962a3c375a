"""Signing in by an OpenID Connect provider: the section ``[desk.provider]``."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from attestation.errors import ConfigurationError
from issuer.settings.web_address import is_safe
from runtime.settings_file import Deployment, Section

_ISSUER = re.compile(r"https?://[A-Za-z0-9.-]+(:[0-9]{1,5})?(/[A-Za-z0-9._~/-]*)?")


def _issuer(text: str) -> str:
    # SECURITY: over plain http anybody on the way could answer for the provider.
    if not _ISSUER.fullmatch(text) or not is_safe(text):
        raise PydanticCustomError(
            "setting", "l’adresse exacte de l’émetteur, comme https://compte.example.org"
        )
    return text


class ProviderSection(Section):
    """As it stands in the file."""

    issuer: Annotated[str, AfterValidator(_issuer)]
    client_id: Annotated[str, Field(min_length=1, max_length=200)]
    client_secret_file: str
    label: Annotated[str, Field(min_length=1, max_length=60)] = "le compte de l’organisation"
    account_claim: Literal["email", "sub"] = "email"
    second_factor: Literal["desk", "provider"] = "desk"
    acr: Annotated[tuple[str, ...], Field(max_length=10)] = ()
    amr: Annotated[tuple[str, ...], Field(max_length=10)] = ()
    ca_file: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderSettings:
    """The provider that authenticates people; the desk alone decides on their roles."""

    issuer: str
    """The only issuer whose tokens are accepted."""
    client_id: str
    client_secret_file: Path
    """One line, readable by nobody else."""
    label: str
    """On the button: « Entrer avec … »."""
    account_claim: Literal["email", "sub"]
    """Which claim is the name of an account: an address that the provider has verified, or its
    own name for the person."""
    acr: frozenset[str]
    amr: frozenset[str]
    """Claims by which the provider says that it has asked a second factor (OpenID Connect Core
    §2, RFC 8176); both empty: the desk always asks its own."""
    ca_file: Path | None


def provider_settings(
    section: ProviderSection | None, deployment: Deployment
) -> ProviderSettings | None:
    """Read ``[desk.provider]``; None where people sign in with passwords alone.

    Raises:
        ConfigurationError: the provider is trusted with the second factor, and nothing says by
            which claim it tells.
    """
    if section is None:
        return None
    is_trusted = section.second_factor == "provider"
    if is_trusted != bool(section.acr or section.amr):
        raise ConfigurationError(
            "desk.provider.second_factor",
            "« provider » demande acr ou amr, par quoi il le dit ; « desk » n’en veut pas",
        )
    return ProviderSettings(
        issuer=section.issuer,
        client_id=section.client_id,
        client_secret_file=Path(deployment.path(section.client_secret_file)),
        label=section.label,
        account_claim=section.account_claim,
        acr=frozenset(section.acr),
        amr=frozenset(section.amr),
        ca_file=None if section.ca_file is None else Path(deployment.path(section.ca_file)),
    )
