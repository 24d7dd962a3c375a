"""Accounts of the desk: made, given new secrets, closed; each with its entry in the log."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from attestation.errors import ConfigurationError
from issuer.audit.log import AuditAction, AuditEvent, audited
from issuer.context import IssuerContext
from issuer.desk.auth import second_factor
from issuer.desk.auth.sealed_factor import role_given, seal_factor
from issuer.desk.auth.secret import DeskSecret, open_secret
from issuer.desk.auth.sign_in import hash_password
from issuer.words.sentence import sentence
from register import accounts
from register.database import reading

LOGIN = re.compile(r"[a-z0-9][a-z0-9._@+-]{1,59}")
LOGIN_IN_WORDS = sentence("des lettres sans accent, chiffres et . _ @ + -, de 2 à 60")


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """What the person of an account is shown once, and nobody can find again."""

    login: str
    role: str
    secret: bytes
    """Shared with the authenticator."""
    recovery_codes: tuple[str, ...]


def add_account(
    context: IssuerContext, login: str, *, role: str, ask_password: Callable[[], str], who: str
) -> Access:
    """Make an account that can sign in.

    Args:
        context: settings, register, signer and clock.
        login: nobody has it yet.
        role: one of ``ROLES``.
        ask_password: asked once it is known that the login is free.
        who: the user of the machine.

    Raises:
        ConfigurationError: the login has an account, or the desk's secret cannot be read.
        RegisterError: the register failed; nothing was changed.
        SigningError: the log's entry could not be signed; same.
    """
    if _found(context, login) is not None:
        raise ConfigurationError(login, sentence("ce compte existe : attest-issuer user reset"))
    event = AuditEvent(who=who, action=AuditAction.USER_ADDED, subject=login)
    return _give_access(context, login, role, ask_password(), event)


def reset_account(
    context: IssuerContext, login: str, *, ask_password: Callable[[], str], who: str
) -> Access:
    """Renew both secrets of an account, and open it again if it was disabled.

    Raises:
        ConfigurationError: there is no such account, or the desk's secret cannot be read.
        RegisterError: the register failed; nothing was changed.
        SigningError: the log's entry could not be signed; same.
    """
    found = _found(context, login)
    if found is None:
        raise ConfigurationError(login, sentence("ce compte n’existe pas : attest-issuer user add"))
    event = AuditEvent(who=who, action=AuditAction.USER_RESET, subject=login)
    role = role_given(open_secret(context.settings.desk.secret_file), found)
    return _give_access(context, login, role, ask_password(), event)


def disable_account(context: IssuerContext, login: str, *, who: str) -> None:
    """Close an account; its sessions end at once.

    Raises:
        ConfigurationError: there is no such account.
        RegisterError: the register failed; nothing was changed.
        SigningError: the log's entry could not be signed; same.
    """
    with audited(
        context, AuditEvent(who=who, action=AuditAction.USER_DISABLED, subject=login)
    ) as session:
        if not accounts.disable(session, login):
            raise ConfigurationError(login, sentence("ce compte n’existe pas"))


def change_password(context: IssuerContext, login: str, password: str) -> None:
    """Return ``login`` another password of its own choice; all its sessions end.

    Raises:
        RegisterError: the register failed; nothing was changed.
        SigningError: the log's entry could not be signed; same.
    """
    hashed = hash_password(password)
    with audited(
        context, AuditEvent(who=login, action=AuditAction.USER_RESET, subject=login)
    ) as session:
        accounts.set_password(session, login, hashed)
        accounts.end_sessions(session, login)


def renew_second_factor(
    context: IssuerContext,
    desk_secret: DeskSecret,
    login: str,
    shared: bytes,
    *,
    step: int,
    keep: bytes,
) -> None:
    """Replace the second factor of ``login`` by one that was tried; their other sessions end.

    Args:
        context: settings, register, signer and clock.
        desk_secret: the desk's own key.
        login: whose; their role stays.
        shared: the new secret.
        step: of the one-time password that was tried, which is used up.
        keep: digest of the session that goes on.

    Raises:
        ConfigurationError: there is no such account.
        RegisterError: the register failed; nothing was changed.
        SigningError: the log's entry could not be signed; same.
    """
    event = AuditEvent(
        who=login, action=AuditAction.USER_RESET, subject=login, detail=sentence("second facteur")
    )
    with audited(context, event) as session:
        found = accounts.account(session, login, lock=True)
        if found is None:
            raise ConfigurationError(login, sentence("ce compte n’existe pas"))
        role = role_given(desk_secret, found)
        sealed = seal_factor(desk_secret, shared, login=login, role=role)
        accounts.set_second_factor(session, login, sealed, step=step)
        accounts.end_other_sessions(session, login, keep)


def renew_recovery_codes(context: IssuerContext, login: str) -> tuple[str, ...]:
    """Give ``login`` new recovery codes; the earlier ones open nothing any more.

    Raises:
        ConfigurationError: the desk's secret cannot be read.
        RegisterError: the register failed; nothing was changed.
        SigningError: the log's entry could not be signed; same.
    """
    key = open_secret(context.settings.desk.secret_file).recovery_key()
    codes, digests = second_factor.new_recovery_codes(key=key)
    event = AuditEvent(
        who=login, action=AuditAction.USER_RESET, subject=login, detail=sentence("codes de secours")
    )
    with audited(context, event) as session:
        accounts.set_recovery_codes(session, login, digests)
    return codes


def sign_out_elsewhere(context: IssuerContext, login: str, keep: bytes) -> None:
    """End all sessions of ``login`` but the one with the digest ``keep``.

    Raises:
        RegisterError: the register failed; the sessions last.
        SigningError: the log's entry could not be signed; same.
    """
    event = AuditEvent(who=login, action=AuditAction.SIGNED_OUT, detail=sentence("ailleurs"))
    with audited(context, event) as session:
        accounts.end_other_sessions(session, login, keep)


def sign_out(context: IssuerContext, login: str, token_digest: bytes) -> None:
    """End one session of ``login``.

    Raises:
        RegisterError: the register failed; the session lasts.
        SigningError: the log's entry could not be signed; same.
    """
    with audited(context, AuditEvent(who=login, action=AuditAction.SIGNED_OUT)) as session:
        accounts.end_session(session, token_digest)


def _found(context: IssuerContext, login: str) -> accounts.Account | None:
    with reading(context.register) as session:
        return accounts.account(session, login)


def _give_access(
    context: IssuerContext, login: str, role: str, password: str, event: AuditEvent
) -> Access:
    desk_secret, secret = open_secret(context.settings.desk.secret_file), second_factor.new_secret()
    codes, digests = second_factor.new_recovery_codes(key=desk_secret.recovery_key())
    new = accounts.Account(
        login=login,
        role=role,
        password_hash=hash_password(password),
        totp_sealed=seal_factor(desk_secret, secret, login=login, role=role),
        totp_step=0,
        is_disabled=False,
        created_at=context.instant(),
    )
    with audited(context, event) as session:
        accounts.store_account(session, new, recovery_digests=digests)
    return Access(login=login, role=role, secret=secret, recovery_codes=codes)
