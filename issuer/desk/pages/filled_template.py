"""The attendance workbook as the desk gives it: empty, or with a module and its people."""

import io
from collections.abc import Sequence

from issuer.context import IssuerContext
from issuer.export.labels import birth
from issuer.lifecycle.module_correction import module_as_issued
from issuer.settings.document_language import DocumentLanguage
from issuer.workbook.parsing.headers import ModuleKey
from issuer.workbook.template.workbook import TemplateContent, write_template
from register.attestations import module, records
from register.database import reading
from register.reservation import Module
from register.tables.attestations import State


def blank_template() -> bytes:
    """Return the empty workbook."""
    stream = io.BytesIO()
    write_template(stream)
    return stream.getvalue()


def filled_template(context: IssuerContext, code: str) -> bytes:
    """Return the workbook of a module, its sessions and its people filled in, without a mark.

    Raises:
        DisagreementError: the register says something else than what was signed.
        RegisterError: the register failed.
    """
    with reading(context.register) as session:
        known, issued = module(session, code), module_as_issued(context, session, code)
        people = [
            one for one in records(session, module_code=code) if one.state is not State.REPLACED
        ]
    if known is None:
        return blank_template()
    return workbook_of(
        known,
        [
            (
                one.attestation.holder.family_name,
                one.attestation.holder.given_name or "",
                birth(one.attestation.holder.birth_date),
                one.email or "",
            )
            for one in people
        ],
        # The row of a module does not say it: what was issued does.
        language=None if issued is None else DocumentLanguage(issued.module.document_language),
    )


def workbook_of(
    known: Module,
    people: Sequence[tuple[str, str, str, str]],
    *,
    language: DocumentLanguage | None = None,
) -> bytes:
    """Return the workbook of a module, its sessions and ``people`` filled in, without a mark.

    Args:
        known: the module.
        people: family name, given name, birth date and e-mail.
        language: of its documents, if it is known.
    """
    texts = {
        ModuleKey.CODE: known.code,
        ModuleKey.TITLE: known.title,
        ModuleKey.ORGANISER: known.organiser,
        ModuleKey.PLACE: known.place,
        ModuleKey.LANGUAGE: known.language,
        ModuleKey.DOCUMENT_LANGUAGE: language and language.french_name,
    }
    content = TemplateContent(
        keys={key: text for key, text in texts.items() if text},
        sessions=[
            (one.day, one.start, one.end, one.theme or "", one.mode or "") for one in known.sessions
        ],
        people=people,
    )
    stream = io.BytesIO()
    write_template(stream, content)
    return stream.getvalue()
