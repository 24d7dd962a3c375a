"""The desk's versions of the organisation's settings: kept as signed messages, and read back.

So whoever writes the database can change neither the rule nor the texts of documents. ADR 0057.
"""

import re
from dataclasses import replace

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from attestation.errors import ConfigurationError
from attestation.formats.organisation_version import ORGANISATION_VERSION, Version, sign_version
from attestation.verdict.trusted_keys import TrustedKeys, Verified
from issuer.audit.log import AuditAction, AuditEvent, audited, decode_entry
from issuer.context import IssuerContext
from issuer.organisation.form import (
    OrganisationSettings,
    decode_settings,
    encode_settings,
    with_organisation,
)
from issuer.settings.issuer import IssuerSettings
from issuer.words.sentence import sentence
from keys.custody.reloading import ring_keys
from register import audit_log
from register import organisation_versions as organisation
from register.database import reading

_PLACE = sentence("réglages du bureau")
_VERSION = re.compile(r"version ([1-9][0-9]{0,8})")


def current_settings(settings: IssuerSettings, register: Engine) -> IssuerSettings:
    """Return the settings with the desk's newest version of the organisation's.

    Raises:
        ConfigurationError: it is not signed by a key of ours, or no longer valid: nothing may be
            issued with it, nor without it. Or it is gone from the register.
        RegisterError: the register failed.
    """
    with reading(register) as session:
        number = organisation.newest_version(session)
        # SECURITY: an earlier rule and letterhead are not in force again because a row is gone:
        # test_version_that_was_taken_away_issues_nothing.
        if number < (logged := _newest_logged(session)):
            raise ConfigurationError(
                _PLACE, sentence("la version {number} n’est plus dans le registre", number=logged)
            )
        if number == settings.organisation_version:
            return settings
        signed = organisation.version(session, number) or b""
    version = read_version(signed, number=number, keys=ring_keys(settings.keys.ring))
    if version is None:
        raise ConfigurationError(
            _PLACE,
            sentence(
                "la version {number} n’est signée par aucune clé de l’organisation", number=number
            ),
        )
    return with_organisation(settings, decode_settings(settings, version.content), version=number)


def _newest_logged(session: Session) -> int:
    """Return the newest version that the log says was kept; 0 if there is none."""
    last = audit_log.last_sequence(session)
    for _, signed in audit_log.entries(session, newest_first=last):
        if AuditAction.SETTINGS_CHANGED.encode() in signed:  # few are, and only these are decoded
            event = decode_entry(signed).event
            found = _VERSION.fullmatch(str(event.subject))
            if event.action is AuditAction.SETTINGS_CHANGED and found:
                return int(found[1])
    return 0


def current_context(context: IssuerContext) -> IssuerContext:
    """Return the context with the newest settings.

    Raises:
        ConfigurationError: as ``current_settings``.
        RegisterError: the register failed.
    """
    settings = current_settings(context.settings, context.register)
    return context if settings is context.settings else replace(context, settings=settings)


def keep_version(context: IssuerContext, new: OrganisationSettings, *, seen: int, who: str) -> int:
    """Sign and keep ``new`` as the next version; return its number.

    Args:
        context: settings, register, signer and clock.
        new: what shall be in force from now on; what is issued already stays as it is.
        seen: the newest version that whoever asks has seen.
        who: a login.

    Raises:
        ConfigurationError: somebody else has kept another one since.
        RegisterError: the register failed; nothing was kept.
        SigningError: the signer refused; same.
    """
    number = seen + 1
    version = Version(number=number, who=who, at=context.instant(), content=encode_settings(new))
    signed = sign_version(version, signer=context.signer)
    event = AuditEvent(who=who, action=AuditAction.SETTINGS_CHANGED, subject=f"version {number}")
    with audited(context, event) as session:
        if organisation.newest_version(session) != seen:
            raise ConfigurationError(
                _PLACE, sentence("quelqu’un d’autre les a changés entre-temps")
            )
        organisation.add_version(session, number, signed)
        organisation.drop_draft(session, who)
    return number


def read_version(signed: bytes, *, number: int, keys: TrustedKeys) -> Version | None:
    """Return what version ``number`` says; None where no key of ours signed just that."""
    match keys.open(signed, ORGANISATION_VERSION):
        # SECURITY: a signed version moved to another number would undo a later one:
        # test_version_under_another_number_is_not_believed.
        case Verified(message=version) if version.number == number:
            return version
        case _:
            return None
