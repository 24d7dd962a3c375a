"""The settings of whoever holds keys: where they are, and whom their certificates name."""

import unicodedata
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, ConfigDict, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from attestation.errors import ConfigurationError
from attestation.organisation_identifier import parse_identifier
from attestation.recognition import (
    MAX_LINE_CHARACTERS,
    MAX_RECOGNITIONS,
    IssuerRecord,
    Recognition,
    is_line,
)
from attestation.regime import ValidityPeriod
from keys.custody.certificates import Identity
from runtime.private_file import handed_over
from runtime.settings_file import Deployment, Section, parse_deployment


def _identifier(text: str) -> str:
    try:
        return parse_identifier(text)
    except ValueError:
        raise PydanticCustomError(
            "setting",
            "un numéro d’entreprise belge (BCE) est attendu, comme NTRBE-0123456749 ; "
            "dix chiffres, dont les deux derniers contrôlent les autres",
        ) from None


def _line(text: str) -> str:
    plain = unicodedata.normalize("NFC", text)
    if not is_line(plain):
        raise PydanticCustomError("setting", "un texte d’une ligne, lisible, est attendu")
    return plain


_Line = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=MAX_LINE_CHARACTERS),
    AfterValidator(_line),
]


class _Recognition(Section):
    number: _Line
    authority: _Line
    first_day: date
    last_day: date | None = None

    @model_validator(mode="after")
    def _has_a_period(self) -> "_Recognition":
        if self.last_day and self.last_day < self.first_day:
            raise PydanticCustomError("setting", "l’agrément finit avant de commencer")
        return self


class _Identity(Section):
    identifier: Annotated[str, AfterValidator(_identifier)] | None = None
    contact: _Line | None = None
    recognitions: Annotated[tuple[_Recognition, ...], Field(max_length=MAX_RECOGNITIONS)] = ()


class _Keys(Section):
    ring: str = "keys"
    passphrase_file: str | None = None
    pkcs11_module: str | None = None


class _Organisation(Section):
    # The issuer's programs validate the whole section; certificates need just these.
    model_config = ConfigDict(extra="ignore", frozen=True)

    name: str
    website: str | None = None
    email: str | None = None


class _Issue(Section):
    # The issuer's programs validate the whole section; a log is named by its verifier alone.
    model_config = ConfigDict(extra="ignore", frozen=True)

    verifier: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class KeySettings:
    """Where the keys are."""

    ring: Path
    passphrase_file: Path | None
    """Holds the passphrase of the ring, or the PIN of its token."""
    pkcs11_module: str | None = None
    """Library of the token that new keys are made in."""


def load_deployment(file: Path) -> Deployment:
    """Read a deployment's settings file.

    Raises:
        ConfigurationError: missing, unreadable, not TOML, or with an unknown section.
    """
    try:
        text = file.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise ConfigurationError(str(file), "ce fichier de réglages n’existe pas") from None
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(str(file), f"illisible ({type(error).__name__})") from None
    return parse_deployment(text, folder=file.absolute().parent)


def key_settings(deployment: Deployment) -> KeySettings:
    """Read the section ``[keys]``."""
    section = deployment.section("keys", _Keys)
    passphrase_file = section.passphrase_file
    return KeySettings(
        ring=Path(deployment.path(section.ring)),
        passphrase_file=(
            handed_over(Path(deployment.path(passphrase_file))) if passphrase_file else None
        ),
        pkcs11_module=str(deployment.path(section.pkcs11_module))
        if section.pkcs11_module
        else None,
    )


def identity(deployment: Deployment) -> Identity:
    """Read from ``[organisation]`` and ``[identity]`` who the certificates are about."""
    section = deployment.section("organisation", _Organisation)
    return Identity(
        organisation=section.name,
        website=section.website,
        email=section.email,
        identifier=deployment.section("identity", _Identity).identifier,
    )


def log_origin(deployment: Deployment) -> str:
    """Read the name of the public log (C2SP tlog-checkpoint): the verifier's address, ``/log``.

    Raises:
        ConfigurationError: no verifier is named.
    """
    verifier = deployment.section("issue", _Issue).verifier
    if verifier is None:
        raise ConfigurationError("issue.verifier", "donnez l’adresse du vérificateur, ou --origin")
    return f"{verifier.removeprefix('https://').rstrip('/')}/log"


def issuer_record(deployment: Deployment, *, at: datetime) -> IssuerRecord:
    """Read from ``[identity]`` what the root signs of the organisation.

    Raises:
        ConfigurationError: a setting is wrong, or there is nothing to sign.
    """
    section = deployment.section("identity", _Identity)
    if section == _Identity():
        raise ConfigurationError("identity", "cette section ne dit rien : rien n’est à signer")
    return IssuerRecord(
        made_at=at.replace(microsecond=0),
        identifier=section.identifier,
        contact=section.contact,
        recognitions=tuple(
            Recognition(
                number=one.number,
                authority=one.authority,
                period=ValidityPeriod(first_day=one.first_day, last_day=one.last_day),
            )
            for one in section.recognitions
        ),
    )
