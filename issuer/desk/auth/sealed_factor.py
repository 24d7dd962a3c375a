"""A second factor as it is kept: sealed with the desk's key, together with the role that it opens.

What the register says of a role is believed for an account from before roles were sealed, until
its owner signs in.
"""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from issuer.desk.auth.access import ROLES
from issuer.desk.auth.second_factor import SECRET_BYTES
from issuer.desk.auth.secret import DeskSecret
from register import accounts
from register.accounts import Account

_LEAST = "reader"
_SHOWN = "\0shown"  # no login ends so


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedFactor:
    """What a seal held."""

    shared: bytes
    """The secret that the authenticator has too."""
    role: str | None
    """None where it was sealed before roles were."""


def seal_factor(secret: DeskSecret, shared: bytes, *, login: str, role: str) -> bytes:
    """Return what the register keeps."""
    return secret.seal(shared + role.encode(), login=login)


def open_factor(secret: DeskSecret, account: Account) -> OpenedFactor | None:
    """Return the second factor of an account; None if this desk did not seal it for this login."""
    plain = secret.unseal(account.totp_sealed, login=account.login)
    if plain is None:
        return None
    role = plain[SECRET_BYTES:].decode()
    return OpenedFactor(shared=plain[:SECRET_BYTES], role=role if role in ROLES else None)


def role_given(secret: DeskSecret, account: Account) -> str:
    """Return the role that this desk gave an account, whatever its row says.

    An account that this desk sealed nothing for has the least.
    """
    # SECURITY: test_role_written_into_the_register_is_not_believed.
    opened = open_factor(secret, account)
    if opened is None:
        return _LEAST
    return account.role if opened.role is None else opened.role


def bind_role(session: Session, secret: DeskSecret, account: Account) -> None:
    """Seal the role of an account whose owner has just signed in, if it is not sealed yet."""
    opened = open_factor(secret, account)
    if opened is not None and opened.role is None:
        sealed = seal_factor(secret, opened.shared, login=account.login, role=account.role)
        accounts.set_sealed_factor(session, account.login, sealed)


def seal_shown(secret: DeskSecret, shared: bytes, *, login: str) -> bytes:
    """Seal a secret that a page shows to ``login``, until it comes back with a right code.

    It is no second factor yet: whoever wrote it into the register would have no role sealed in it.
    """
    return secret.seal(shared, login=login + _SHOWN)


def open_shown(secret: DeskSecret, sealed: bytes, *, login: str) -> bytes | None:
    """Return a secret that this desk showed to ``login``."""
    return secret.unseal(sealed, login=login + _SHOWN)
