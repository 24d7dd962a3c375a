"""Signing in: password and one-time password together, and no way to guess them.

All three fields are one step, so that nobody learns which of them was wrong. Attempts are counted
by account *and by whether the browser signed in before* (OWASP, "device cookies"). So a stranger
who guesses locks out unknown browsers, and not the coordinator at her own computer. ADR 0050.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from hashlib import sha256

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy.orm import Session

from issuer.audit.log import AuditAction, AuditEvent, audited_transaction, record
from issuer.context import IssuerContext
from issuer.desk.auth.passkeys import Answer, is_answered
from issuer.desk.auth.sealed_factor import bind_role, open_factor
from issuer.desk.auth.second_factor import recovery_digest, step_of
from issuer.desk.auth.secret import DeskSecret
from issuer.desk.auth.sign_in_throttle import Guess, SignInThrottle
from issuer.words.sentence import sentence
from register import accounts
from register.database import reading, writing
from register.tables.desk import GuessRow

FREE_ATTEMPTS = 5
FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(hours=1)
MAX_FIELD_CHARACTERS = 200
MINIMUM_PASSWORD_CHARACTERS = 12

_HASHER = PasswordHasher()  # RFC 9106 §4, second recommendation: 64 MiB, 3 passes


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One attempt: what was typed, and the cookie that the browser sent."""

    login: str
    password: str
    one_time: str
    """A one-time password, or a recovery code."""
    passkey: Answer | None = None
    """In place of it, the answer of a passkey."""
    device: str | None
    """The cookie of a browser that signed in before, unverified."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Authenticated:
    """Both secrets were right."""

    login: str
    token: str
    device: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """A part was wrong; which one is not said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TooManyAttempts:
    """Too many attempts; nothing was compared."""

    until: datetime


def is_known_browser(secret: DeskSecret, login: str, device: str | None) -> bool:
    """Check whether this login has signed in from this browser before."""
    return bool(device) and _remembered(secret, device or "") == login.strip().casefold()


def sign_in(
    context: IssuerContext, secret: DeskSecret, attempt: Attempt, *, throttle: SignInThrottle
) -> Authenticated | Refused | TooManyAttempts:
    """Sign in whoever knows both secrets.

    Args:
        context: settings, register, signer and clock.
        secret: the desk's own key.
        attempt: what was typed.
        throttle: where logins that nobody has are counted.

    Raises:
        RegisterError: the register failed; nobody is in.
        SigningError: the log's entry could not be signed; nobody is in.
    """
    at = context.instant()
    login = attempt.login.strip().casefold()
    subject = _subject(secret, login, attempt.device)
    with reading(context.register) as session:
        found = accounts.account(session, login)
    failures = _count(context, subject, at=at, throttle=throttle if found is None else None)
    if isinstance(failures, TooManyAttempts):
        return failures
    # Unknown logins take as long as known ones.
    is_password = verify_password(found.password_hash if found else _nobody(), attempt.password)
    if found is None or found.is_disabled or not is_password:
        return _refuse(context, login if found else None, failures)
    token = secrets.token_urlsafe(32)
    with audited_transaction(context) as transaction:
        session = transaction.session
        found = accounts.account(session, login, lock=True)
        is_in = (
            found is not None
            and not found.is_disabled
            and (
                is_answered(session, context, secret, login, attempt.passkey)
                if attempt.passkey
                else _use_second_factor(session, secret, login, attempt.one_time, at=at)
            )
        )
        if found is not None and is_in:
            accounts.forget_guesses(session, subject)
            accounts.begin_session(session, login, token_digest(token), at=at)
            bind_role(session, secret, found)
            transaction.append(AuditEvent(who=login, action=AuditAction.SIGNED_IN))
    if not is_in:
        return _refuse(context, login, failures)
    return Authenticated(login=login, token=token, device=_remember(secret, login))


def sign_in_vouched(
    context: IssuerContext,
    secret: DeskSecret,
    login: str,
    *,
    one_time: str | None,
    device: str | None,
) -> Authenticated | Refused | TooManyAttempts:
    """Sign in whom a provider has authenticated and who has an account here.

    Args:
        context: settings, register, signer and clock.
        secret: the desk's own key.
        login: who the provider says it is; it makes no account.
        one_time: what was typed as the second factor; None where the provider has asked for one.
        device: the cookie of a browser that signed in before, unverified.

    Raises:
        RegisterError: the register failed; nobody is in.
        SigningError: the log's entry could not be signed; nobody is in.
    """
    at, subject = context.instant(), _subject(secret, login, device)
    failures = _count(context, subject, at=at)
    if isinstance(failures, TooManyAttempts):
        return failures
    token = secrets.token_urlsafe(32)
    with audited_transaction(context) as transaction:
        session = transaction.session
        found = accounts.account(session, login, lock=True)
        is_known = found is not None and not found.is_disabled
        is_in = is_known and (
            one_time is None or _use_second_factor(session, secret, login, one_time, at=at)
        )
        if found is not None and is_in:
            accounts.forget_guesses(session, subject)
            accounts.begin_session(session, login, token_digest(token), at=at)
            bind_role(session, secret, found)
            event = AuditEvent(
                who=login, action=AuditAction.SIGNED_IN, detail=sentence("par le fournisseur")
            )
            transaction.append(event)
    if not is_in:
        return _refuse(context, login if is_known else None, failures)
    return Authenticated(login=login, token=token, device=_remember(secret, login))


def token_digest(token: str) -> bytes:
    """Return the digest under which the register knows a session."""
    return sha256(token.encode()).digest()


def hash_password(password: str) -> str:
    """Return what is kept of a password: argon2id with a salt of its own."""
    return _HASHER.hash(password)


def verify_password(password_hash: str, password: str) -> bool:
    """Check whether the password is the one."""
    try:
        return _HASHER.verify(password_hash, password)
    except (VerificationError, InvalidHashError):
        return False


def _count(
    context: IssuerContext, subject: str, *, at: datetime, throttle: SignInThrottle | None = None
) -> int | TooManyAttempts:
    """Count an attempt as a failure until it is none; return how many there were in a row."""
    if throttle is not None:
        with throttle.lock:
            return _counted(throttle.guess(subject, at=at), at=at)
    # SECURITY: counted and committed before anything is compared, so that a thousand attempts
    # side by side are a thousand: test_thousand_wrong_passwords_open_nothing_and_stop_nobody_else.
    with writing(context.register) as session:
        return _counted(accounts.count_guess(session, subject, at=at), at=at)


def _counted(guess: GuessRow | Guess, *, at: datetime) -> int | TooManyAttempts:
    if guess.closed_until > at:
        return TooManyAttempts(until=guess.closed_until)
    guess.failures += 1
    if guess.failures >= FREE_ATTEMPTS:
        doubled = FIRST_WAIT * 2 ** min(guess.failures - FREE_ATTEMPTS, 10)
        guess.closed_until = at + min(doubled, LONGEST_WAIT)
    return guess.failures


def _refuse(context: IssuerContext, login: str | None, failures: int) -> Refused:
    if login is not None and failures == FREE_ATTEMPTS:
        record(
            context, AuditEvent(who=login, action=AuditAction.CLOSED, detail=f"{failures} essais")
        )
    return Refused()


def _use_second_factor(
    session: Session, secret: DeskSecret, login: str, typed: str, *, at: datetime
) -> bool:
    found = accounts.account(session, login, lock=True)
    if found is None or found.is_disabled:
        return False
    opened = open_factor(secret, found)
    if opened and (step := step_of(opened.shared, typed, at=at, after=found.totp_step)):
        accounts.use_totp_step(session, login, step)
        return True
    # SECURITY: a row alone is no code: test_code_written_into_the_register_opens_nothing.
    digest = recovery_digest(typed, key=secret.recovery_key())
    return digest is not None and accounts.use_recovery_code(session, login, digest)


def _subject(secret: DeskSecret, login: str, device: str | None) -> str:
    known = device if device and _remembered(secret, device) == login else ""
    return sha256(f"{login}\0{known}".encode()).hexdigest()


def _remember(secret: DeskSecret, login: str) -> str:
    return str(_devices(secret).dumps([login, secrets.token_urlsafe(12)]))


def _remembered(secret: DeskSecret, device: str) -> str | None:
    try:
        match _devices(secret).loads(device):
            case [str(login), str()]:
                return login
            case _:
                return None
    except BadSignature:
        return None


def _devices(secret: DeskSecret) -> URLSafeSerializer:
    return URLSafeSerializer(secret.cookie_key(), salt="device")


@cache
def _nobody() -> str:
    return _HASHER.hash(secrets.token_urlsafe(16))
