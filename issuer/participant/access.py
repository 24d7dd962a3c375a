"""From a link to an attestation: the birth date that opens it, and what it leads to today."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from attestation.facts import Number
from attestation.partial_date import PartialDate
from issuer.delivery.context import MailContext
from issuer.delivery.link_secret import TOKEN_PATTERN, token_digest
from register.attestations import Record, record
from register.database import reading, writing
from register.links import MAX_FAILURES, PersonalLink, count_failure, find_link, opened
from register.participant_languages import store_language


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """What a link leads to."""

    link: PersonalLink
    record: Record
    """The newest: whatever has replaced what the link was made for."""

    @property
    def is_successor(self) -> bool:
        """Whether the one that the link was made for has been replaced."""
        return self.record.attestation.number != self.link.number


@dataclass(frozen=True, slots=True, kw_only=True)
class Right:
    """The birth date was right."""

    link_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Wrong:
    """It was not."""

    left: int
    """Attempts left; with 0 the link is locked until it is renewed."""


def find_target(mail_context: MailContext, token: str) -> Target | None:
    """Return what ``token`` leads to; None for a link that is unknown, cut off or erased.

    Raises:
        RegisterError: the register failed.
    """
    if not TOKEN_PATTERN.fullmatch(token):
        return None
    with reading(mail_context.register) as session:
        return _target(session, token)


def try_birth_date(
    mail_context: MailContext, token: str, typed: PartialDate, *, language: str | None = None
) -> Right | Wrong | None:
    """Compare a birth date with the holder's; None for a link that is unknown or disabled.

    Whoever gives the right one is written to in ``language`` from then on, where one was chosen.

    Raises:
        RegisterError: the register failed; the attempt did not take place.
    """
    with writing(mail_context.register) as session:
        # SECURITY: counted under a lock, so that a hundred attempts side by side are a hundred:
        # test_attempts_at_the_same_time_are_counted_one_by_one.
        target = _target(session, token, lock=True)
        if target is None:
            return None
        if target.link.is_locked:
            return Wrong(left=0)
        if typed == target.record.attestation.holder.birth_date:
            opened(session, target.link.id, at=mail_context.instant())
            if language is not None:
                store_language(session, target.record.attestation.number, language)
            return Right(link_id=target.link.id)
        count_failure(session, target.link.id)
        return Wrong(left=MAX_FAILURES - target.link.failures - 1)


def _target(session: Session, token: str, *, lock: bool = False) -> Target | None:
    link = find_link(session, token_digest(token), lock=lock)
    found = None if link is None else _newest(session, link.number)
    return None if link is None or found is None else Target(link=link, record=found)


def _newest(session: Session, number: Number) -> Record | None:
    found = record(session, number)
    while found is not None and found.replaced_by is not None:
        found = record(session, found.replaced_by)
    return found
