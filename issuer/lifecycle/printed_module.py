"""The module as an issued document prints it, from what was signed and not from today's row."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from sqlalchemy.orm import Session

from attestation.errors import DisagreementError
from attestation.facts import Number
from attestation.formats.statement import Kind
from issuer.context import IssuerContext
from issuer.document.extraction import read_document
from issuer.document.facts import SessionLine
from issuer.document.programme import printed_line
from issuer.lifecycle.agreement import Agreed
from issuer.signed.released import released
from issuer.words.sentence import sentence
from register.attestations import module, record
from register.printed import decode_printed, printed
from register.reservation import Attendance, Module

_LEFT_OUT = ("autresséances", "uneautreséance")
_DAY = re.compile(r"(?<![\d.])\d\d\.\d\d(?![\d.])")


def printed_module(
    context: IssuerContext, session: Session, signed: Agreed
) -> tuple[Module, Attendance | None]:
    """Return the module that ``signed`` prints, and what its holder followed.

    Where its statement has a digest of that, from there. One from before has its own page, under
    the digest of the document: the register's module must be what stands on it.

    Raises:
        DisagreementError: the register says something else than what was signed.
        RegisterError: the register failed.
    """
    for statement in signed.statements:
        if statement.kind is Kind.ISSUED and statement.printed is not None:
            content = printed(session, statement.printed)
            if content is None:
                raise _differs(signed.number)
            return decode_printed(content)
    return _on_the_page(context, session, signed)


def _on_the_page(
    context: IssuerContext, session: Session, signed: Agreed
) -> tuple[Module, Attendance | None]:
    facts = signed.attestation
    kept = record(session, signed.number)
    if facts is None or kept is None:
        raise _differs(signed.number)
    known = module(session, facts.module_code)
    pdf = released(session, signed.number, keys=context.trusted)
    page = None if pdf is None else read_document(pdf)
    if known is None or page is None or not known.sessions:
        raise _differs(signed.number)
    attendance = kept.attendance
    missed = () if attendance is None else attendance.missed
    lines = [
        printed_line(SessionLine(day=one.day, theme=one.theme or ""))
        for one in known.sessions
        if one.slot not in missed
    ]
    if (known.sessions[0].day, known.sessions[-1].day) != (facts.first_day, facts.last_day):
        raise _differs(signed.number)
    if not _lists(page.text, [line for line in lines if line], facts.first_day, facts.last_day):
        raise _differs(signed.number)
    return replace(known, title=facts.module_title), attendance


def _lists(text: str, lines: Sequence[str], first: date, last: date) -> bool:
    """Check whether a page lists exactly these sessions; of a long list it may leave some out."""
    closed = _without_space(text)
    if any(note in closed for note in _LEFT_OUT):
        return True
    within = {f"{first + timedelta(days=n):%d.%m}" for n in range((last - first).days + 1)}
    days = {day for day in _DAY.findall(text) if day in within}
    return days == {line.split()[0] for line in lines} and all(
        _without_space(line) in closed for line in lines
    )


def _without_space(text: str) -> str:
    return "".join(text.split())


def _differs(number: Number) -> DisagreementError:
    return DisagreementError(
        sentence(
            "{number} : le module du registre n’est plus celui du document délivré ; rien n’est "
            "signé",
            number=number,
        )
    )
