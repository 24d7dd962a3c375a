"""Passkeys (W3C Web Authentication, level 3) as a second factor beside the password. ADR 0155.

A question is asked by a page and signed with the desk's key; it serves once. A passkey lies in the
register sealed for its account, so that one which somebody wrote there answers nothing.
"""

import hmac
import json
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import ip_address
from typing import Any

from fido2.server import Fido2Server
from fido2.webauthn import (
    AttestedCredentialData,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialUserEntity,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)
from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy.orm import Session

from attestation.errors import EndingRefusedError
from issuer.audit.log import AuditAction, AuditEvent, audited
from issuer.context import IssuerContext
from issuer.desk.auth.secret import DeskSecret
from issuer.settings.desk import DeskSettings
from issuer.words.sentence import sentence
from register import accounts
from register.database import reading
from register.passkeys import Passkey, add_passkey, drop_passkey, note_answer, passkeys

LASTS = timedelta(minutes=30)
MAX_ANSWER_CHARACTERS = 20_000
MAX_NAME_CHARACTERS = 60
MOST = 10
"""Passkeys of one account."""
UNNAMED = sentence("clé d’accès")
_NOT_MADE = sentence("la clé d’accès n’a pas été faite : recommencez")
_NOBODY = ""
"""Whose question the one of the sign-in page is: the answer does not tell before it is right."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What a page asks an authenticator, and what comes back with the answer."""

    options: str
    """JSON, as ``PublicKeyCredential.parse…OptionsFromJSON`` reads it."""
    state: str
    """The question again, signed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a page sends back, unverified."""

    state: str
    response: str
    """JSON, as ``PublicKeyCredential.toJSON`` writes it."""


def are_possible(settings: DeskSettings) -> bool:
    """Check whether browsers offer passkeys at the desk's address: a name, and TLS or localhost."""
    name = _name_of(settings)
    try:
        ip_address(name.strip("[]"))
    except ValueError:
        return settings.is_https or name == "localhost"
    return False


def ask_for_new(
    context: IssuerContext, secret: DeskSecret, login: str, *, organisation: str
) -> Question:
    """Ask for a new passkey of ``login``, who has just shown that they know the password.

    Raises:
        RegisterError: the register failed.
    """
    with reading(context.register) as session:
        known = _opened(session, secret, login)
    user = PublicKeyCredentialUserEntity(
        name=login,
        id=hmac.digest(secret.cookie_key(), b"passkeys of " + login.encode(), "sha256"),
        display_name=login,
    )
    options, state = _server(context.settings.desk, organisation).register_begin(
        user,
        [credential for _, credential in known],
        resident_key_requirement=ResidentKeyRequirement.REQUIRED,
        user_verification=UserVerificationRequirement.PREFERRED,
    )
    return _question(context, secret, options, state, login)


def enrol_passkey(
    context: IssuerContext, secret: DeskSecret, login: str, answer: Answer, *, name: str
) -> None:
    """Keep the passkey that answers the question which ``login`` was asked.

    Raises:
        EndingRefusedError: it is no answer to it, or there are enough passkeys.
        RegisterError: the register failed; nothing was changed.
        SigningError: the log's entry could not be signed; same.
    """
    asked = _asked(context, secret, answer, login)
    if asked is None:
        raise EndingRefusedError(_NOT_MADE)
    state, asked_at = asked
    try:
        made = _server(context.settings.desk).register_complete(state, json.loads(answer.response))
        credential = made.credential_data
    except (ValueError, TypeError, KeyError) as error:
        raise EndingRefusedError(_NOT_MADE) from error
    new = Passkey(
        id=secrets.token_hex(16),
        login=login,
        sealed=secret.seal(bytes(credential or b""), login=_sealed_for(login)),
        name=name.strip()[:MAX_NAME_CHARACTERS] or UNNAMED,
        newest=asked_at,
        created_at=context.instant(),
    )
    event = AuditEvent(
        who=login,
        action=AuditAction.USER_RESET,
        subject=login,
        detail=sentence("clé d’accès ajoutée"),
    )
    with audited(context, event) as session:
        accounts.account(session, login, lock=True)
        if len(passkeys(session, login)) >= MOST:
            raise EndingRefusedError(sentence("un compte a {most} clés d’accès au plus", most=MOST))
        add_passkey(session, new)


def remove_passkey(context: IssuerContext, login: str, identifier: str) -> None:
    """Forget a passkey: it opens nothing any more.

    Raises:
        RegisterError: the register failed; nothing was changed.
        SigningError: the log's entry could not be signed; same.
    """
    event = AuditEvent(
        who=login,
        action=AuditAction.USER_RESET,
        subject=login,
        detail=sentence("clé d’accès retirée"),
    )
    with audited(context, event) as session:
        drop_passkey(session, login, identifier)


def ask(context: IssuerContext, secret: DeskSecret) -> Question:
    """Ask whoever stands before the sign-in page; the same for everybody."""
    options, state = _server(context.settings.desk).authenticate_begin(
        user_verification=UserVerificationRequirement.PREFERRED
    )
    return _question(context, secret, options, state, _NOBODY)


def is_answered(
    session: Session, context: IssuerContext, secret: DeskSecret, login: str, answer: Answer
) -> bool:
    """Check whether a passkey of ``login`` gave the answer, and use the question up.

    Args:
        session: inside ``writing``, the account's row locked.
        context: settings and clock.
        secret: the desk's own key.
        login: whose password was right.
        answer: of the page.
    """
    asked = _asked(context, secret, answer, _NOBODY)
    if asked is None:
        return False
    state, asked_at = asked
    # SECURITY: a question serves once, and none from before it does:
    # test_answer_of_a_passkey_serves_once.
    known = [
        (found, one) for found, one in _opened(session, secret, login) if found.newest < asked_at
    ]
    try:
        used = _server(context.settings.desk).authenticate_complete(
            state, [one for _, one in known], json.loads(answer.response)
        )
    except (ValueError, TypeError, KeyError):
        return False
    for found, one in known:
        if one.credential_id == used.credential_id:
            note_answer(session, found.id, asked_at)
    return True


def _opened(
    session: Session, secret: DeskSecret, login: str
) -> list[tuple[Passkey, AttestedCredentialData]]:
    """Return the passkeys that this desk sealed for this account."""
    # SECURITY: a row alone is no passkey: test_passkey_written_into_the_register_opens_nothing.
    return [
        (found, AttestedCredentialData(plain))
        for found in passkeys(session, login)
        if (plain := secret.unseal(found.sealed, login=_sealed_for(login))) is not None
    ]


def _question(
    context: IssuerContext, secret: DeskSecret, options: Any, state: Any, login: str
) -> Question:
    asked_at = _microseconds(context.now())
    return Question(
        options=json.dumps(dict(options)["publicKey"]),
        state=str(_states(secret).dumps([login, asked_at, state])),
    )


def _asked(
    context: IssuerContext, secret: DeskSecret, answer: Answer, login: str
) -> tuple[Any, int] | None:
    """Return the question of an answer, and when it was asked; None if it is not ours, or old."""
    if len(answer.response) > MAX_ANSWER_CHARACTERS:
        return None
    try:
        match _states(secret).loads(answer.state):
            case [str(whose), int(asked_at), dict(state)] if whose == login:
                age = _microseconds(context.now()) - asked_at
                return (state, asked_at) if 0 <= age <= _microseconds_of(LASTS) else None
            case _:
                return None
    except BadSignature:
        return None


def _server(settings: DeskSettings, organisation: str = "bureau") -> Fido2Server:
    party = PublicKeyCredentialRpEntity(id=_name_of(settings), name=organisation)
    return Fido2Server(party, verify_origin=lambda origin: origin == settings.address)


def _name_of(settings: DeskSettings) -> str:
    """Return the desk's domain, without a port (Web Authentication §5.1.2, relying party id)."""
    host = settings.host
    return host if host.endswith("]") else host.rpartition(":")[0] or host


def _sealed_for(login: str) -> str:
    """Return what binds a seal to account and use: no TOTP secret passes for a passkey."""
    return f"{login}\0passkey"


def _states(secret: DeskSecret) -> URLSafeSerializer:
    return URLSafeSerializer(secret.cookie_key(), salt="passkey")


def _microseconds(at: datetime) -> int:
    return round(at.timestamp() * 1_000_000)


def _microseconds_of(duration: timedelta) -> int:
    return duration // timedelta(microseconds=1)
