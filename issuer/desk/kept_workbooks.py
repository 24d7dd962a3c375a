"""Workbooks that wait at the desk until somebody issues from them: kept, and said in the log."""

import json

from issuer.audit.log import AuditAction, AuditEvent, audited
from issuer.context import IssuerContext
from issuer.words.sentence import sentence
from register import desk_work, kept_forms
from register.database import writing
from register.desk_work import KeptWorkbook
from register.kept_forms import FormKind

_NOTHING_LEFT = sentence("plus rien")


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
    detail = decisions or _NOTHING_LEFT
    event = AuditEvent(
        who=who, action=AuditAction.SHEET_DECIDED, subject=module_code, detail=detail
    )
    with audited(context, event) as session:
        desk_work.keep_workbook(session, workbook)


def put_workbook_aside(context: IssuerContext, workbook: KeptWorkbook, *, who: str) -> None:
    """Put a workbook aside, so that it can be taken up again for a day.

    Raises:
        RegisterError: the register failed; nothing was changed.
    """
    content = {
        "file_name": workbook.file_name,
        "content": json.loads(workbook.content),
        "before": workbook.before and json.loads(workbook.before),
    }
    with writing(context.register) as session:
        desk_work.drop_workbook(session, workbook.id)
        kept_forms.drop_form(session, workbook.id)
        kept_forms.keep_form(
            session,
            content,
            kind=FormKind.WORKBOOK,
            login=who,
            at=context.instant(),
            number=workbook.id,
        )


def take_workbook_up(context: IssuerContext, identifier: str, *, who: str) -> bool:
    """Take up a workbook that was put aside; False where there is none.

    Raises:
        RegisterError: the register failed; nothing was changed.
    """
    with writing(context.register) as session:
        found = kept_forms.kept_of_kind(session, FormKind.WORKBOOK, number=identifier)
        for one in found:
            before = one.content["before"]
            workbook = KeptWorkbook(
                id=identifier,
                login=who,
                file_name=one.content["file_name"],
                changed_at=context.instant(),
                content=json.dumps(one.content["content"], ensure_ascii=False),
                before=before and json.dumps(before, ensure_ascii=False),
            )
            desk_work.keep_workbook(session, workbook)
            kept_forms.drop_form(session, identifier)
    return bool(found)
