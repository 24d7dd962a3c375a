"""The desk's versions of the organisation's settings: signed, numbered, kept, and read back.

A version is a COSE_Sign1 of the issuing key (typ ``application/attestation-organisation+cwt``;
claims ``6`` iat, ``-65541`` a map: 1 version, 2 who, 3 the settings as JSON). Who can write the
database can thus not lower the organisation's rule, nor put words on its paper. ADR 0057.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from sqlalchemy import Engine

from attestation.errors import ConfigurationError, MalformedCredentialError
from attestation.formats.cose import (
    decode_deterministic,
    decode_envelope,
    encode_deterministic,
    is_signed_by,
    sign_envelope,
)
from attestation.signer import Kid
from attestation.verdict.policy import TrustedKey
from issuer.audit.log import Act, Deed, recorded
from issuer.context import Office
from issuer.settings.issuer import IssuerSettings
from issuer.settings.organisation_form import (
    OrganisationSettings,
    decode_settings,
    encode_settings,
    with_organisation,
)
from keys.custody.keyring import open_ring, trust_bundle
from keys.trust import load_trusted_keys
from register import organisation_versions as organisation
from register.database import reading

TYP = "application/attestation-organisation+cwt"
MAX_VERSION_BYTES = 64 * 1024  # a logo of 13,000 bytes in base64, and a page of texts
_IAT = 6  # RFC 8392 §4
_VERSION = -65541  # private use, RFC 8392 §9.1
_NUMBER, _WHO, _CONTENT = 1, 2, 3
_PLACE = "réglages du bureau"


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One version, verified."""

    number: int
    who: str
    at: datetime
    content: str
    """As ``encode_settings`` wrote it."""


def current_settings(settings: IssuerSettings, register: Engine) -> IssuerSettings:
    """Give the settings with the desk's newest version of the organisation's.

    Raises:
        ConfigurationError: it is not signed by a key of ours, or no longer valid: nothing may be
            issued with it, nor without it.
        RegisterError: the register failed.
    """
    with reading(register) as session:
        number = organisation.newest_version(session)
        if number == settings.organisation_version:
            return settings
        signed = organisation.version(session, number) or b""
    version = read_version(signed, number=number, trusted_keys=trusted_keys(settings))
    if version is None:
        raise ConfigurationError(
            _PLACE, f"la version {number} n’est signée par aucune clé de l’organisation"
        )
    return with_organisation(settings, decode_settings(settings, version.content), version=number)


def current_office(office: Office) -> Office:
    """Give the office at work with the newest settings.

    Raises:
        ConfigurationError: as ``current_settings``.
        RegisterError: the register failed.
    """
    settings = current_settings(office.settings, office.register)
    return office if settings is office.settings else replace(office, settings=settings)


def keep_version(office: Office, new: OrganisationSettings, *, seen: int, who: str) -> int:
    """Sign and keep ``new`` as the next version; give its number.

    Args:
        office: settings, register, signer and clock.
        new: what shall be in force from now on; what is issued already stays as it is.
        seen: the newest version that whoever asks has seen.
        who: a login.

    Raises:
        ConfigurationError: somebody else has kept another one since.
        RegisterError: the register failed; nothing was kept.
        SigningError: the signer refused; same.
    """
    number = seen + 1
    claims = encode_deterministic(
        {
            _IAT: int(office.instant().timestamp()),
            _VERSION: {_NUMBER: number, _WHO: who, _CONTENT: encode_settings(new)},
        }
    )
    signed = sign_envelope(claims, typ=TYP, signer=office.signer)
    deed = Deed(who=who, act=Act.SETTINGS_CHANGED, subject=f"version {number}")
    with recorded(office, deed) as session:
        if organisation.newest_version(session) != seen:
            raise ConfigurationError(_PLACE, "quelqu’un d’autre les a changés entre-temps")
        organisation.add_version(session, number, signed)
        organisation.drop_draft(session, who)
    return number


def read_version(
    signed: bytes, *, number: int, trusted_keys: Mapping[Kid, TrustedKey]
) -> Version | None:
    """Give what version ``number`` says; None where no key of ours signed just that."""
    try:
        envelope = decode_envelope(signed, typ=TYP, max_bytes=MAX_VERSION_BYTES)
        key = trusted_keys.get(envelope.kid)
        if key is None or not is_signed_by(envelope, key.public_key):
            return None
        match decode_deterministic(envelope.payload):
            case {6: int(iat), -65541: {1: int(said), 2: str(who), 3: str(content)}}:
                at = datetime.fromtimestamp(iat, UTC)
            case _:
                return None
    except (MalformedCredentialError, ValueError, OverflowError, OSError):
        return None
    # SECURITY: a signed version moved to another number would undo a later one:
    # test_version_under_another_number_is_not_believed.
    if said != number or not key.could_sign_at(at):
        return None
    return Version(number=number, who=who, at=at, content=content)


def trusted_keys(settings: IssuerSettings) -> Mapping[Kid, TrustedKey]:
    """Give the organisation's own keys."""
    return load_trusted_keys(trust_bundle(open_ring(settings.keys.ring)))
