"""Invitations to the desk: a link that serves once, with which somebody makes both secrets.

The link says for whom and for which role, signed with the desk's own key, and the register knows
its digest. So whoever has only the database invites nobody, and a link serves once. ADR 0139.
"""

import hmac
import secrets
from dataclasses import dataclass, replace
from datetime import timedelta
from hashlib import sha256

from itsdangerous import BadSignature, URLSafeSerializer

from attestation.errors import ConfigurationError
from issuer.audit.log import AuditAction, AuditEvent, audited
from issuer.context import IssuerContext
from issuer.desk.auth import second_factor
from issuer.desk.auth.access import ROLES
from issuer.desk.auth.desk_accounts import Access
from issuer.desk.auth.sealed_factor import role_given, seal_factor
from issuer.desk.auth.secret import DeskSecret
from issuer.desk.auth.sign_in import hash_password
from issuer.words.sentence import sentence
from register import accounts
from register.database import reading
from register.invitations import (
    Invitation,
    drop_invitation,
    invitation,
    store_invitation,
)

LASTS = timedelta(days=3)
_NONCE_BYTES = 16
_MAX_TOKEN_CHARACTERS = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class Invited:
    """Somebody who came by an invitation that is good."""

    invitation: Invitation
    secret: bytes
    """Of the second factor to be: the same whenever the link is opened, and known by it alone."""
    is_renewal: bool
    """There is an account, whose secrets are renewed."""


def invite(
    context: IssuerContext, desk_secret: DeskSecret, login: str, *, role: str, who: str
) -> str:
    """Invite ``login``, or let them renew both secrets; return the token of the link.

    An account keeps its role and its secrets until the link is used.

    Raises:
        ConfigurationError: there is no such role.
        RegisterError: the register failed; nobody is invited.
        SigningError: the log's entry could not be signed; same.
    """
    if role not in ROLES:
        raise ConfigurationError("role", sentence("coordinator ou reader"))
    with reading(context.register) as session:
        found = accounts.account(session, login)
    role = role if found is None else role_given(desk_secret, found)
    token = str(_tokens(desk_secret).dumps([login, role, _nonce()]))
    new = Invitation(
        login=login,
        digest=_digest(token),
        role=role,
        invited_by=who,
        until=context.instant() + LASTS,
    )
    event = AuditEvent(who=who, action=AuditAction.USER_INVITED, subject=login, detail=role)
    with audited(context, event) as session:
        store_invitation(session, new)
    return token


def find_invited(context: IssuerContext, desk_secret: DeskSecret, token: str) -> Invited | None:
    """Return whom ``token`` invites; None where it was used, taken back, or is over.

    Raises:
        RegisterError: the register failed.
    """
    claims = _claims(desk_secret, token)
    if claims is None:
        return None
    login, role = claims
    with reading(context.register) as session:
        found = invitation(session, login)
        account = accounts.account(session, login)
    if found is None or not _is_good(context, found, token):
        return None
    # SECURITY: the role is the signed one: test_row_of_an_invitation_gives_no_role.
    found = replace(found, role=role)
    key = hmac.digest(desk_secret.cookie_key(), b"second factor of " + token.encode(), "sha256")
    return Invited(
        invitation=found,
        secret=key[: second_factor.SECRET_BYTES],
        is_renewal=account is not None,
    )


def accept(
    context: IssuerContext,
    desk_secret: DeskSecret,
    token: str,
    invited: Invited,
    *,
    password: str,
    step: int,
) -> Access:
    """Make or renew the account, and use the invitation up.

    Args:
        context: settings, register, signer and clock.
        desk_secret: the desk's own key.
        token: of the link.
        invited: whom it invites.
        password: their own.
        step: of the one-time password by which they showed that the second factor works.

    Raises:
        ConfigurationError: the link was used or taken back meanwhile; nothing was changed.
        RegisterError: the register failed; nothing was changed.
        SigningError: the log's entry could not be signed; same.
    """
    login = invited.invitation.login
    codes, digests = second_factor.new_recovery_codes(key=desk_secret.recovery_key())
    new = accounts.Account(
        login=login,
        role=invited.invitation.role,
        password_hash=hash_password(password),
        totp_sealed=seal_factor(
            desk_secret, invited.secret, login=login, role=invited.invitation.role
        ),
        totp_step=step,
        is_disabled=False,
        created_at=context.instant(),
    )
    action = AuditAction.USER_RESET if invited.is_renewal else AuditAction.USER_ADDED
    detail = sentence("invité·e par {who}", who=invited.invitation.invited_by)
    event = AuditEvent(who=login, action=action, subject=login, detail=detail)
    with audited(context, event) as session:
        # SECURITY: looked up again under a lock: test_invitation_serves_once.
        found = invitation(session, login, lock=True)
        if found is None or not _is_good(context, found, token):
            raise ConfigurationError("invitation", sentence("ce lien a déjà servi"))
        drop_invitation(session, login)
        accounts.store_account(session, new, recovery_digests=digests)
    return Access(login=login, role=new.role, secret=invited.secret, recovery_codes=codes)


def take_back(context: IssuerContext, login: str, *, who: str) -> None:
    """Make the invitation of ``login`` lead nowhere.

    Raises:
        RegisterError: the register failed; nothing was changed.
        SigningError: the log's entry could not be signed; same.
    """
    event = AuditEvent(
        who=who,
        action=AuditAction.USER_INVITED,
        subject=login,
        detail=sentence("invitation retirée"),
    )
    with audited(context, event) as session:
        drop_invitation(session, login)


def _is_good(context: IssuerContext, found: Invitation, token: str) -> bool:
    is_this = hmac.compare_digest(found.digest, _digest(token))
    return is_this and context.instant() < found.until


def _claims(desk_secret: DeskSecret, token: str) -> tuple[str, str] | None:
    if len(token) > _MAX_TOKEN_CHARACTERS:
        return None
    try:
        match _tokens(desk_secret).loads(token):
            case [str(login), str(role), str()]:
                return login, role
            case _:
                return None
    except BadSignature:
        return None


def _tokens(desk_secret: DeskSecret) -> URLSafeSerializer:
    return URLSafeSerializer(desk_secret.cookie_key(), salt="invitation")


def _digest(token: str) -> bytes:
    return sha256(token.encode()).digest()


def _nonce() -> str:
    return secrets.token_hex(_NONCE_BYTES)
