"""How files of a shape are read, remembered: the log signs the digest of each profile.

A profile that says « A = présent » would issue to everybody who was absent. So a row is believed
only where the newest entry of the log about its shape, signed by a key of ours, has its digest.
ADR 0108.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256

from sqlalchemy.orm import Session

from attestation.formats.audit_entry import AUDIT_ENTRY
from attestation.verdict.trusted_keys import TrustedKeys, Verified
from issuer.audit.log import AuditAction, AuditEvent, audited
from issuer.context import IssuerContext
from issuer.workbook.answers import Answers
from issuer.workbook.layouts.profile import (
    MAX_MARK_CHARACTERS,
    Profile,
    decode_profile,
    encode_profile,
)
from keys.custody.reloading import ring_keys
from register import audit_log
from register.database import reading
from register.reading_profiles import add_profile, profile_content


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptProfile:
    """A profile that is in force for its shape."""

    profile: Profile
    who: str
    at: datetime


def kept_profiles(context: IssuerContext) -> dict[str, KeptProfile]:
    """Return the newest profile of each shape, by fingerprint.

    One whose content is gone or another is left out: somebody is asked again.

    Raises:
        RegisterError: the register failed.
        ConfigurationError: the key ring cannot be read.
    """
    keys = ring_keys(context.settings.keys.ring)
    found: dict[str, KeptProfile] = {}
    with reading(context.register) as session:
        for fingerprint, who, at, digest in _newest(session, keys):
            content = profile_content(session, digest)
            # SECURITY: a row under a digest that the log never signed says nothing:
            # test_profile_that_was_changed_in_the_register_is_not_believed.
            if content is None or sha256(content.encode()).digest() != digest:
                continue
            profile = decode_profile(content)
            found[fingerprint] = KeptProfile(profile=profile, who=who, at=at)
    return found


def keep_profile(context: IssuerContext, profile: Profile, *, who: str) -> None:
    """Remember how files of this shape are read, unless that is known already.

    Raises:
        RegisterError: the register failed; nothing was kept.
        SigningError: the log's entry could not be signed; same.
    """
    known = kept_profiles(context).get(profile.fingerprint)
    if known is not None and known.profile == profile:
        return
    content = encode_profile(profile)
    digest = sha256(content.encode()).digest()
    event = AuditEvent(
        who=who,
        action=AuditAction.PROFILE_KEPT,
        subject=profile.fingerprint,
        detail=f"{profile.layout.value}, {len(profile.columns)} colonnes",
        digest=digest,
    )
    with audited(context, event) as session:
        add_profile(session, digest, content)


def remember(context: IssuerContext, profile: Profile, answers: Answers, *, who: str) -> None:
    """Keep a profile with what was answered about marks; a long mark may be a name, and is not.

    Raises:
        RegisterError, SigningError: as ``keep_profile``.
    """
    marks = {
        mark: meaning for mark, meaning in answers.marks.items() if len(mark) <= MAX_MARK_CHARACTERS
    }
    keep_profile(context, replace(profile, marks=marks), who=who)


def _newest(session: Session, keys: TrustedKeys) -> Iterator[tuple[str, str, datetime, bytes]]:
    """Yield shape, who, when and digest of the newest signed entry about each shape."""
    seen: set[str] = set()
    last = audit_log.last_sequence(session)
    for sequence, signed in audit_log.entries(session, newest_first=last):
        if AuditAction.PROFILE_KEPT.encode() not in signed:  # few are, and only these are opened
            continue
        match keys.open(signed, AUDIT_ENTRY):
            case Verified(message=entry) if entry.sequence == sequence:
                event = entry.event
            case _:
                continue
        is_profile = event.action is AuditAction.PROFILE_KEPT
        if is_profile and event.subject is not None and event.subject not in seen:
            seen.add(event.subject)
            yield event.subject, event.who, entry.at, event.digest or b""
