"""Issuing: reserve, sign the credential, draw, sign the document, check it, store it.

The order is what makes a run safe to kill at any moment: a number is reserved and committed
before anything is signed, and a document is stored in the very transaction that marks it issued.
Whoever starts the run again gets the rest, and nothing twice.
"""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor
from hashlib import sha256
from itertools import islice

from sqlalchemy.orm import Session

from attestation.credential import Credential, StatusReference, sign_credential
from attestation.facts import Number
from attestation.qr_text import encode_qr_text
from attestation.statement import Kind, Statement, sign_statement
from issuer.document.facts import DocumentFacts, SessionLine
from issuer.office import Office
from issuer.publish import publish_if_due, status_uri
from issuer.rendering import draw_pages
from issuer.sealing import Sealing
from register.database import writing
from register.issuance import Signed, store_issued
from register.people import Held
from register.reservation import Draft, Module, Reservation, reserve

_AT_ONCE = 20
"""Documents in one transaction: few enough to lose little work, enough to share its cost."""


def issue(
    office: Office,
    module: Module,
    drafts: Sequence[Draft],
    *,
    on_issued: Callable[[int], None] = lambda count: None,
    pages: Executor | None = None,
) -> list[Number | Held]:
    """Issue an attestation for each draft whose person has none yet.

    Args:
        office: settings, register, signer and clock.
        module: what the drafts are about.
        drafts: at most one for each person.
        on_issued: told the number of documents stored, as they are.
        pages: where pages are drawn; None draws them here. No key ever goes there.

    Returns:
        For each draft the number issued, or what its person held already.

    Raises:
        RegisterError: the register failed; what was stored before stands.
        SigningError: the signer refused, or a document did not pass its check; same.
        DocumentError: a page could not be drawn; same.
    """
    if not drafts:
        return []
    sealing = Sealing.of(office)
    with writing(office.register) as session:
        answers = reserve(
            session,
            module,
            drafts,
            prefix=office.settings.issue.number_prefix,
            at=office.instant(),
        )
    # By number, so that two runs over the same people lock their rows in the same order.
    reserved = sorted(
        (answer for answer in answers if isinstance(answer, Reservation)),
        key=lambda answer: answer.attestation.number,
    )
    made = produce(office, module, reserved, sealing, pages=pages)
    while signed := list(islice(made, _AT_ONCE)):
        with writing(office.register) as session:
            _publish_lists(office, session, reserved)
            store_issued(session, signed)
        on_issued(len(signed))
    return [
        answer.attestation.number if isinstance(answer, Reservation) else answer
        for answer in answers
    ]


def produce(
    office: Office,
    module: Module,
    reservations: Sequence[Reservation],
    sealing: Sealing | None = None,
    *,
    pages: Executor | None = None,
) -> Iterator[Signed]:
    """Make everything that is signed for some reservations; nothing is stored.

    Raises:
        SigningError: the signer refused, a document did not pass its check, or the timestamp
            authority failed and the settings say to stop.
        DocumentError: a page could not be drawn.
        ConfigurationError: the settings ask for evidence that the root has not signed.
    """
    sealing = sealing or Sealing.of(office)
    everyone = (_document_facts(office, module, reservation) for reservation in reservations)
    drawn = draw_pages(everyone, office.settings.letterhead, pages=pages)
    for reservation, (facts, page) in zip(reservations, drawn, strict=True):
        attestation = facts.attestation
        document = sealing.finish(page, facts=facts)
        statement = Statement(
            kind=Kind.ISSUED,
            code=attestation.code,
            made_at=attestation.issued_at,
            digest=sha256(document).digest(),
        )
        yield Signed(
            attestation=attestation,
            email=reservation.draft.email,
            credential=facts.credential,
            document=document,
            statement=sign_statement(statement, signer=office.signer),
        )


def _document_facts(office: Office, module: Module, reservation: Reservation) -> DocumentFacts:
    """Sign the credential, and gather what the page says."""
    status = StatusReference(
        uri=status_uri(office, reservation.list_number), index=reservation.list_index
    )
    credential = sign_credential(
        Credential(attestation=reservation.attestation, status=status), signer=office.signer
    )
    return DocumentFacts(
        attestation=reservation.attestation,
        sessions=tuple(SessionLine(day=s.day, theme=s.theme or "") for s in module.sessions),
        credential=credential,
        qr_text=encode_qr_text(credential, address=office.settings.issue.verifier),
    )


def _publish_lists(office: Office, session: Session, reserved: Sequence[Reservation]) -> None:
    for list_number in sorted({reservation.list_number for reservation in reserved}):
        publish_if_due(office, session, list_number)
