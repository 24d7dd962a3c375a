"""Publishing status lists: signed anew after every ending, and before they grow stale."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from attestation.status_list import StatusBits, StatusList, sign_status_list
from issuer.office import Office
from register.database import writing
from register.status import invalid_indices, list_numbers, publish, published_at


def status_uri(office: Office, list_number: int) -> str:
    """Give the address under which a list is published; the same stands in each credential."""
    return f"{office.settings.issue.verifier}/status/{list_number}"


def publish_list(
    office: Office, session: Session, list_number: int, *, lifetime: timedelta | None = None
) -> StatusList:
    """Sign list ``list_number`` as the register knows it in this transaction.

    It speaks for ``lifetime``, or as long as the settings say.

    Raises:
        SigningError: the signer refused; nothing was published.
    """
    now, uri = office.instant(), status_uri(office, list_number)
    before = published_at(session, list_number, uri=uri)
    # A clock that was set back must not make the new list look older than the one it replaces.
    issued_at = now if before is None else max(now, before)
    status_list = StatusList(
        uri=uri,
        issued_at=issued_at,
        expires_at=issued_at + (lifetime or office.settings.status.lifetime),
        ttl=office.settings.status.ttl,
        statuses=StatusBits.of_invalid(invalid_indices(session, list_number)),
    )
    token = sign_status_list(status_list, signer=office.signer)
    publish(session, list_number, token, uri=uri, issued_at=issued_at)
    return status_list


def publish_all(office: Office, *, lifetime: timedelta | None = None) -> list[StatusList]:
    """Sign every list in use anew; for a long ``lifetime`` where nobody will do it again.

    Raises:
        SigningError: the signer refused; nothing was published.
        RegisterError: the register failed; nothing was published.
    """
    with writing(office.register) as session:
        return [
            publish_list(office, session, number, lifetime=lifetime)
            for number in list_numbers(session)
        ]


def publish_if_due(office: Office, session: Session, list_number: int) -> None:
    """Sign list ``list_number`` if it was never published, or half its life has gone."""
    before = published_at(session, list_number, uri=status_uri(office, list_number))
    if before is None or _is_due(before, office):
        publish_list(office, session, list_number)


def _is_due(before: datetime, office: Office) -> bool:
    return office.instant() - before > office.settings.status.lifetime / 2
