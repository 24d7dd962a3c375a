"""The language of messages follows from an attestation to what replaces it."""

from dataclasses import replace

from sqlalchemy.orm import Session

from attestation.formats.statement import Kind
from register.issuance import end
from register.participant_languages import language_of, store_language
from tests.support.empty_registers import issue_rows
from tests.support.issuer_contexts import make_draft
from tests.support.issuers import NOW


def test_language_is_its_own_else_that_of_what_it_replaces(session: Session) -> None:
    (first,) = issue_rows(session, [make_draft("Haile")])
    end(session, first.number, Kind.REPLACED, b"statement", at=NOW)
    (second,) = issue_rows(session, [replace(make_draft("Hailé"), replaces=first.number)])
    assert language_of(session, second.number) is None

    store_language(session, first.number, "ti")
    assert language_of(session, second.number) == "ti"

    store_language(session, second.number, "nl")
    store_language(session, second.number, "de")
    assert language_of(session, second.number) == "de"
    assert language_of(session, first.number) == "ti"
