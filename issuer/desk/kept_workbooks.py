"""Workbooks that wait at the desk until somebody issues from them: kept, and said in the log."""

from issuer.audit.log import AuditAction, AuditEvent, audited
from issuer.context import IssuerContext
from register import desk_work
from register.desk_work import KeptWorkbook


def keep_upload(
    context: IssuerContext, workbook: KeptWorkbook, *, module_code: str | None, who: str
) -> None:
    """Store a workbook that ``who`` uploaded, replacing the one it corrects.

    Raises:
        RegisterError: the register failed; nothing was kept.
        SigningError: the log's entry could not be signed; same.
    """
    event = AuditEvent(who=who, action=AuditAction.WORKBOOK_BROUGHT, subject=module_code)
    with audited(context, event) as session:
        desk_work.keep_workbook(session, workbook)


def keep_answers(
    context: IssuerContext, workbook: KeptWorkbook, *, module_code: str, decisions: str, who: str
) -> None:
    """Keep a workbook with what ``who`` decided about its sheet.

    Args:
        context: signs the entry.
        workbook: with the answers.
        module_code: for the log.
        decisions: for the log, in words; empty where none is left.
        who: a login.

    Raises:
        RegisterError: the register failed; nothing was kept.
        SigningError: the log's entry could not be signed; same.
    """
    detail = decisions or "plus rien"
    event = AuditEvent(
        who=who, action=AuditAction.SHEET_DECIDED, subject=module_code, detail=detail
    )
    with audited(context, event) as session:
        desk_work.keep_workbook(session, workbook)
