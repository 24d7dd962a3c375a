"""A register without an issuer: its rows alone, with bytes in the place of what is signed."""

from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import URL, Engine
from sqlalchemy.orm import Session

from attestation.facts import Attestation
from register.accounts import Account, store_account
from register.database import connect
from register.issuance import Signed, store_issued
from register.printed import encode_printed
from register.reservation import Draft, Module, Reservation, reserve
from tests.support.issuer_contexts import make_module, make_register
from tests.support.issuers import NOW

MODULE = make_module()


def empty_register(folder: Path) -> Engine:
    """Make a register in which nothing was issued."""
    url = URL.create("sqlite", database=str(folder / "register.db"))
    make_register(url)
    return connect(url, wait_seconds=5)


def issue_rows(
    session: Session, drafts: Sequence[Draft], *, module: Module = MODULE
) -> list[Attestation]:
    """Store attestations as issued; in the order of their drafts."""
    places = reserve(session, module, drafts, prefix="AC", at=NOW)
    attestations = [one.attestation for one in places if isinstance(one, Reservation)]
    signed = [
        Signed(
            attestation=one,
            email=draft.email,
            credential=f"credential of {one.number}".encode(),
            document=f"document of {one.number}".encode(),
            statement=f"statement about {one.number}".encode(),
            printed=encode_printed(module, draft.attendance),
        )
        for one, draft in zip(attestations, drafts, strict=True)
    ]
    session.flush()
    store_issued(session, signed)
    session.flush()
    return attestations


def add_account(session: Session, login: str, *, recovery_digests: Sequence[bytes] = ()) -> None:
    """Store an account; what is secret or sealed of it is bytes without a meaning."""
    account = Account(
        login=login,
        role="coordinator",
        password_hash="hash",  # noqa: S106  no secret
        totp_sealed=b"sealed",
        totp_step=0,
        is_disabled=False,
        created_at=NOW,
    )
    store_account(session, account, recovery_digests=recovery_digests)
