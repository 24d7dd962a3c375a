"""Attestations by what was signed for them."""

from sqlalchemy import update
from sqlalchemy.orm import Session

from attestation.facts import Number
from register.reservation import reserve
from register.signed_credentials import credential_of, credentials
from register.tables.attestations import AttestationRow
from tests.support.empty_registers import MODULE, issue_rows
from tests.support.issuer_contexts import make_draft, make_drafts
from tests.support.issuers import NOW


def test_every_credential_is_told_by_number_and_none_that_is_not_there(session: Session) -> None:
    first, erased, last = issue_rows(session, make_drafts(3))
    reserve(session, MODULE, [make_draft()], prefix="AC", at=NOW)
    session.execute(
        update(AttestationRow).where(AttestationRow.number == erased.number).values(credential=b"")
    )

    found = list(credentials(session))

    assert [one.number for one in found] == [first.number, last.number]
    assert found[0].credential == credential_of(session, first.number)
    assert credential_of(session, erased.number) == b""
    assert credential_of(session, Number("AC-2026-9999")) == b""
