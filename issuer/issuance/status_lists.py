"""Signing and publishing status lists: after every ending, and before they become stale.

A list is known by the uri that credentials name, and the verifier's address in the settings may
change: each list is signed under every uri that some credential names it by.
"""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from attestation.errors import MalformedCredentialError, RegisterError
from attestation.formats.credential import decode_claims, decode_credential_envelope
from attestation.formats.status_list import (
    STATUS_LIST,
    StatusBits,
    StatusList,
    sign_status_list,
)
from issuer.audit.clock import refuse_unlike_others
from issuer.audit.log import (
    AuditAction,
    AuditEvent,
    audited_transaction,
    gap_in_log,
    newest_signature,
    require_signable,
)
from issuer.audit.published_lists import condemned, indices_of
from issuer.context import IssuerContext
from issuer.signed.list_number import list_number_in
from issuer.signed.opening import opened
from issuer.words.sentence import sentence
from register.clock_repair import forget_dates_to_come
from register.status_lists import (
    credentials_elsewhere,
    list_uris,
    publish,
    published_at,
    published_tokens,
)


def status_uri(context: IssuerContext, list_number: int) -> str:
    """Return the address of a list by today's settings; the same stands in new credentials."""
    return f"{context.settings.issue.verifier}/status/{list_number}"


def publish_list(
    context: IssuerContext,
    session: Session,
    list_number: int,
    *,
    also: frozenset[int] = frozenset(),
    named: str | None = None,
    lifetime: timedelta | None = None,
) -> list[StatusList]:
    """Sign list ``list_number`` under each of its uris, as the register knows it now.

    It condemns what was condemned before, what a signed ending condemns, and ``also``. It is also
    signed for the uri ``named`` by a credential, whatever the register has under it. It speaks for
    ``lifetime``, or as long as the settings say.

    Raises:
        SigningError: the signer refused; nothing was published.
    """
    # SECURITY: a row's number is unsigned, and its uri is what verifiers ask by: no other list's
    # bits are signed under it: test_list_is_signed_under_no_uri_of_another_number.
    known = sorted({*list_uris(session, list_number), *([named] if named else [])})
    uris = [uri for uri in known if list_number_in(uri) == list_number]
    indices = condemned(context, session, list_number) | also
    return [_publish(context, session, list_number, uri, indices, lifetime) for uri in uris]


def publish_all(
    context: IssuerContext, *, who: str, lifetime: timedelta | None = None
) -> list[StatusList]:
    """Sign every list anew under every uri; for a long ``lifetime`` where nobody will do it again.

    Uris that only credentials remember are found again, so a register in which they were lost
    heals here.

    Raises:
        SigningError: the signer refused; nothing was published.
        RegisterError: the register failed; nothing was published.
    """
    with audited_transaction(context) as transaction:
        session = transaction.session
        require_signable(context, session)
        lists = [
            _publish(context, session, number, uri, condemned(context, session, number), lifetime)
            for number, uri in _named_lists(context, session)
        ]
        transaction.append(
            AuditEvent(who=who, action=AuditAction.PUBLISHED, detail=f"{len(lists)} listes")
        )
    return lists


def heal_clock(context: IssuerContext, *, who: str) -> list[StatusList]:
    """Sign every list anew by a clock that a person confirmed, and write that into the log.

    Lists that were dated ahead are replaced by older ones, which no other act does; what the
    register put off until the other clock's time begins now.

    Raises:
        RegisterError: the log is not whole, or the register failed; nothing was published.
        SigningError: another clock of the settings says otherwise, or the signer refused.
    """
    now = context.instant()
    refuse_unlike_others(context.settings.clock, now=now)
    with audited_transaction(context) as transaction:
        session = transaction.session
        gap = gap_in_log(context, session)
        if gap is not None:
            raise RegisterError(sentence("le journal n’est pas entier ({gap})", gap=gap.words))
        newest = newest_signature(session)
        lists = [
            _publish(context, session, number, uri, condemned(context, session, number), None, now)
            for number, uri in _named_lists(context, session)
        ]
        forget_dates_to_come(session, at=now)
        detail = f"dernière signature : {newest:%Y-%m-%dT%H:%M:%SZ}" if newest else None
        transaction.append_repair(
            AuditEvent(who=who, action=AuditAction.CLOCK_HEALED, detail=detail)
        )
    return lists


def publish_condemned(context: IssuerContext, session: Session, shown: StatusList) -> None:
    """Sign the list that ``shown`` is a copy of anew; what the copy condemns stays condemned.

    Raises:
        SigningError: the signer refused; nothing was published.
    """
    list_number = list_number_in(shown.uri)
    if list_number is None:
        return
    published_at(session, list_number, uri=shown.uri)
    publish_list(context, session, list_number, also=frozenset(indices_of(shown)))


def publish_if_due(context: IssuerContext, session: Session, list_number: int) -> None:
    """Sign list ``list_number`` if today's uri never had it, or half its life has gone."""
    before = published_at(session, list_number, uri=status_uri(context, list_number))
    if before is None or _is_due(before, context):
        publish_list(context, session, list_number)


def _publish(
    context: IssuerContext,
    session: Session,
    list_number: int,
    uri: str,
    indices: set[int],
    lifetime: timedelta | None,
    issued_at: datetime | None = None,
) -> StatusList:
    before = published_at(session, list_number, uri=uri)
    if issued_at is None:
        # A clock that is behind, within the slack, must not make the new list look older.
        issued_at = max(context.instant(), before) if before else context.instant()
    status_list = StatusList(
        uri=uri,
        issued_at=issued_at,
        expires_at=issued_at + (lifetime or context.settings.status.lifetime),
        ttl=context.settings.status.ttl,
        statuses=StatusBits.of_invalid(indices),
    )
    token = sign_status_list(status_list, signer=context.statement_signer)
    publish(session, list_number, token, uri=uri, issued_at=issued_at)
    return status_list


def _named_lists(context: IssuerContext, session: Session) -> list[tuple[int, str]]:
    """Return number and uri of all lists that there are, in order."""
    named = ((list_number_in(uri), uri) for uri in _named_uris(context, session))
    return sorted((number, uri) for number, uri in named if number is not None)


def _named_uris(context: IssuerContext, session: Session) -> set[str]:
    """Return all uris that a list of ours was signed for, or that a credential names."""
    # SECURITY: the uri of a row is unsigned: test_list_is_signed_for_no_uri_that_only_a_row_names.
    lists = (opened(token, STATUS_LIST, context.trusted) for _, token in published_tokens(session))
    uris = {one.uri for one in lists if one is not None}
    for credential in credentials_elsewhere(session, uris):
        try:
            envelope = decode_credential_envelope(credential)
            uris.add(decode_claims(envelope.payload).status.uri)
        except MalformedCredentialError:
            continue  # a damaged one names nothing, and keeps no other from being found
    return uris


def _is_due(before: datetime, context: IssuerContext) -> bool:
    return context.instant() - before > context.settings.status.lifetime / 2
