"""Issuing: reserve, sign the credential, draw, sign the document, check it, store it.

The order makes a run safe to kill at any moment. A number is reserved and committed before anything
is signed, and a document is stored in the transaction that marks it issued. Starting again issues
the rest, and nothing twice. ``document_production`` makes the documents in between.
"""

from collections.abc import Callable, Sequence
from itertools import islice

from sqlalchemy.orm import Session

from attestation.facts import Number
from issuer.audit.log import require_signable
from issuer.context import IssuerContext
from issuer.issuance.document_production import IN_PROCESS, WorkerPools, make_documents
from issuer.issuance.document_signing import DocumentSigning
from issuer.issuance.free_reservations import require_free
from issuer.issuance.status_lists import publish_if_due
from issuer.signed.row_agreement import require_erasures_agree, require_module_agrees
from register.database import writing
from register.holders import ExistingAttestation
from register.issuance import store_issued
from register.reservation import Draft, Module, Reservation, reserve

_AT_ONCE = 20
"""Documents in one transaction: few enough to lose little work, enough to share its cost."""


def issue(
    context: IssuerContext,
    module: Module,
    drafts: Sequence[Draft],
    *,
    on_issued: Callable[[int], None] = lambda count: None,
    pools: WorkerPools = IN_PROCESS,
    is_stopping: Callable[[], bool] = lambda: False,
) -> list[Number | ExistingAttestation]:
    """Issue an attestation for each draft whose person has none yet.

    Args:
        context: settings, register, signer and clock.
        module: what the drafts are about.
        drafts: at most one for each person.
        on_issued: called with the number of documents stored, as they are.
        pools: who else draws pages and reads documents. No key ever goes there.
        is_stopping: called between two transactions.

    Returns:
        For each draft the number issued, or what its person held already; fewer than the drafts if
        it was stopped.

    Raises:
        RegisterError: the register failed; what was stored before stands.
        SigningError: the signer refused, or a document did not pass its check; same.
        DocumentError: a page could not be drawn; same.
    """
    if not drafts:
        return []
    sealing = DocumentSigning.of(context)
    with writing(context.register) as session:
        require_signable(context, session)
        require_erasures_agree(session, context.trusted)
        require_module_agrees(session, module.code, context.trusted)
        answers = reserve(
            session,
            module,
            drafts,
            prefix=context.settings.issue.number_prefix,
            at=context.instant(),
        )
        require_free(context, session, [one for one in answers if isinstance(one, Reservation)])
    # By number, so that two runs over the same people lock their rows in the same order.
    reserved = sorted(
        (answer for answer in answers if isinstance(answer, Reservation)),
        key=lambda answer: answer.attestation.number,
    )
    made = make_documents(context, module, reserved, sealing, pools=pools)
    stored: set[Number] = set()
    while not is_stopping() and (signed := list(islice(made, _AT_ONCE))):
        with writing(context.register) as session:
            _publish_lists(context, session, reserved)
            store_issued(session, signed)
        stored |= {one.attestation.number for one in signed}
        on_issued(len(signed))
    numbers = [
        answer.attestation.number if isinstance(answer, Reservation) else answer
        for answer in answers
    ]
    return [one for one in numbers if isinstance(one, ExistingAttestation) or one in stored]


def _publish_lists(
    context: IssuerContext, session: Session, reserved: Sequence[Reservation]
) -> None:
    for list_number in sorted({reservation.list_number for reservation in reserved}):
        publish_if_due(context, session, list_number)
