"""The only way out for documents, whose digest must be in a signed statement."""

from collections.abc import Iterator
from hashlib import sha256

from sqlalchemy.orm import Session

from attestation.errors import DisagreementError
from attestation.facts import Number
from attestation.formats.credential import CREDENTIAL
from attestation.formats.statement import STATEMENT
from attestation.verdict.trusted_keys import TrustedKeys
from issuer.signed.opening import opened
from issuer.words.sentence import sentence
from register.attestations import document, documents, events, record, unrecorded, without_document
from register.signed_credentials import credential_of
from register.tables.attestations import State


def released(session: Session, number: Number, *, keys: TrustedKeys) -> bytes | None:
    """Return the newest document of ``number``; None where there is none.

    Raises:
        DisagreementError: its digest is in no statement that was signed about ``number``.
        RegisterError: the register failed.
    """
    content = document(session, number)
    return None if content is None else as_signed(session, number, content, keys=keys)


def released_documents(
    session: Session, *, keys: TrustedKeys, module_code: str | None = None
) -> Iterator[tuple[Number, State, bytes]]:
    """Yield number, state and newest document of each attestation, or of those of one module.

    Raises:
        DisagreementError: as ``released``; those given before were as they were signed. Or
            something that was issued is no longer there.
        RegisterError: the register failed.
    """
    missing = unrecorded(session) or without_document(session, module_code=module_code)
    if missing is not None:
        # SECURITY: nothing is left out in silence: test_what_was_taken_away_stops_the_export.
        raise DisagreementError(
            sentence("{number} : le registre n’a plus tout ce qui fut délivré", number=missing)
        )
    for number, state, content in documents(session, module_code=module_code):
        yield number, state, as_signed(session, number, content, keys=keys)


def as_signed(session: Session, number: Number, content: bytes, *, keys: TrustedKeys) -> bytes:
    """Return ``content``, a document of ``number``, if a signed statement has its digest.

    Raises:
        DisagreementError: none has.
    """
    credential = opened(credential_of(session, number), CREDENTIAL, keys)
    digest = sha256(content).digest()
    if record(session, number) is None:
        raise DisagreementError(
            sentence("{number} : le registre le dit effacé, et garde un document", number=number)
        )
    for event in events(session, number):
        statement = opened(event.signed, STATEMENT, keys)
        if credential is None or statement is None or credential.attestation.number != number:
            continue
        if (statement.code, statement.digest) == (credential.attestation.code, digest):
            return content
    # SECURITY: a register that was tampered with gives no document:
    # test_edited_document_is_given_to_nobody.
    raise DisagreementError(
        sentence(
            "{number} : le document du registre n’est pas celui qui a été délivré", number=number
        )
    )
