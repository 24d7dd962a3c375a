"""Attestations by what was signed for them: to find again what one key has signed."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from attestation.facts import Number
from register.tables.attestations import AttestationRow, State


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedCredential:
    """An attestation's credential, undecoded."""

    number: Number
    state: State
    credential: bytes


def credentials(session: Session) -> Iterator[SignedCredential]:
    """Return every credential that was issued, by number, one after the other."""
    query = (
        select(AttestationRow.number, AttestationRow.state, AttestationRow.credential)
        .order_by(AttestationRow.number)
        .execution_options(yield_per=500)
    )
    with session.execute(query) as rows:
        for number, state, credential in rows:
            if credential:  # empty once erased
                yield SignedCredential(
                    number=Number(number), state=State.of(number, state), credential=credential
                )


def credential_of(session: Session, number: Number) -> bytes:
    """Return the credential of ``number``; empty where there is none."""
    query = select(AttestationRow.credential).where(AttestationRow.number == number)
    return session.scalar(query) or b""
