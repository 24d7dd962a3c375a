"""Entries of the log about files that left the register."""

from issuer.audit.log import AuditAction, AuditEvent, record
from issuer.context import IssuerContext


def record_export(
    context: IssuerContext, *, who: str, subject: str, detail: str | None = None
) -> None:
    """Write into the log that ``who`` took a file along.

    Args:
        context: signs the entry.
        who: a login.
        subject: a number, a module's code, or what else was taken.
        detail: which kind of file.

    Raises:
        RegisterError: the register failed.
        SigningError: the log's entry could not be signed.
    """
    record(
        context, AuditEvent(who=who, action=AuditAction.EXPORTED, subject=subject, detail=detail)
    )
