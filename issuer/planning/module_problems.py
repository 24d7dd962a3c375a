"""Problems of a module as a whole: its days, its code, its letters, its language."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from attestation.errors import ConfigurationError
from issuer.document.facts import SessionLine
from issuer.document.letterhead import prove_fits, sessions_left_out
from issuer.document.wording import BRUSSELS
from issuer.settings.document_language import DocumentLanguage
from issuer.settings.organisation import Letterhead
from issuer.workbook.model import AttendanceRecords, Notice, Problem
from pdf.mark_positioning import missing_characters
from register.reservation import Draft, Module


def not_over(records: AttendanceRecords, at: datetime) -> Iterable[Problem]:
    """Refuse to issue before the last session is over, by the clock in Brussels."""
    last = records.module.sessions[-1]
    if datetime.combine(last.day, last.end, tzinfo=BRUSSELS) > at:
        yield Problem(
            sheet="Module",
            row=None,
            column=None,
            message=f"la dernière séance, du {last.day:%d/%m/%Y}, n’est pas encore finie",
            remedy="apportez le classeur de nouveau quand elle le sera",
        )


def another_module(module: Module, days: tuple[date, date] | None) -> Iterable[Problem]:
    """Refuse a code under which a module of other days was issued."""
    first, last = module.sessions[0].day, module.sessions[-1].day
    if days is not None and (last < days[0] or days[1] < first):
        yield Problem(
            sheet="Module",
            row=None,
            column=None,
            message=f"le code {module.code} a déjà servi pour un module du {days[0]:%d/%m/%Y} au "
            f"{days[1]:%d/%m/%Y} ; celui-ci va du {first:%d/%m/%Y} au {last:%d/%m/%Y}",
            remedy="donnez un autre code à ce module",
        )


def unprintable_module(records: AttendanceRecords) -> Iterable[Problem]:
    """Refuse letters that the document's font lacks."""
    record = records.module
    for text in (record.code, record.title, *(s.theme or "" for s in record.sessions)):
        for character in missing_characters(text):
            yield Problem(
                sheet="Module",
                row=None,
                column=None,
                message=f"« {text} » contient U+{ord(character):04X}, que la police n’a pas",
                remedy="écrivez-le en lettres latines",
            )


def unlisted(
    module: Module, drafts: Sequence[Draft], letterhead: Letterhead, *, address: str
) -> Iterable[Notice]:
    """Say beforehand what the page of whoever has the longest name has no room for."""
    if not drafts:
        return
    count = sessions_left_out(
        letterhead,
        max((one.holder for one in drafts), key=lambda holder: len(holder.full_name())),
        module.title,
        tuple(SessionLine(day=one.day, theme=one.theme or "") for one in module.sessions),
        address=address,
        language=DocumentLanguage(module.document_language),
    )
    if count:
        yield Notice(
            sheet="Module",
            row=None,
            message=f"{count} séances sur {len(module.sessions)} n’ont pas de place dans la liste "
            "des thèmes de l’attestation ; la page le dira.",
        )


def unwritable(
    records: AttendanceRecords, letterhead: Letterhead, *, address: str
) -> Iterable[Problem]:
    """Refuse a language for which the organisation has not written its texts, or that has no room.

    The organisation's own language is proved with its settings.
    """
    chosen = records.module.document_language
    if chosen is None:
        return
    try:
        prove_fits(letterhead, address=address, language=chosen.language)
    except ConfigurationError as error:
        yield Problem(
            sheet=chosen.sheet,
            row=chosen.row,
            column=chosen.column,
            message=f"pas d’attestation en {chosen.language.french_name} : {error}",
            remedy="complétez les réglages de l’organisation, ou choisissez une autre langue",
        )
