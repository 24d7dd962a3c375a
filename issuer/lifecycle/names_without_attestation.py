"""Deleting the names of people of a module who have no attestation."""

from issuer.audit.log import AuditAction, AuditEvent, audited
from issuer.context import IssuerContext
from register.database import reading
from register.without_right import forget_without_right, without_right


def forget_names(context: IssuerContext, module_code: str, *, who: str) -> int:
    """Delete them, with an entry in the log; return how many there were.

    Raises:
        RegisterError: the register failed; nothing was deleted.
        SigningError: the log's entry could not be signed; same.
    """
    with reading(context.register) as session:
        count = len(without_right(session, module_code))
    if count:
        event = AuditEvent(
            who=who,
            action=AuditAction.PERSON_ERASED,
            subject=module_code,
            detail=f"{count} sans attestation",
        )
        with audited(context, event) as session:
            forget_without_right(session, module_code)
    return count
