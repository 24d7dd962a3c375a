"""Problems of a module as a whole: its days, its code, its letters, its language."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from attestation.errors import ConfigurationError
from issuer.document.facts import SessionLine
from issuer.document.letterhead import prove_fits, sessions_left_out
from issuer.document.wording import BRUSSELS
from issuer.settings.document_language import DocumentLanguage
from issuer.settings.organisation import Letterhead
from issuer.words.sentence import sentence
from issuer.workbook.format.cells import text_of
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
            message=sentence(
                "la dernière séance, du {day}, n’est pas encore finie", day=text_of(last.day)
            ),
            remedy=sentence("apportez le classeur de nouveau quand elle le sera"),
        )


def another_module(module: Module, days: tuple[date, date] | None) -> Iterable[Problem]:
    """Refuse a code under which a module of other days was issued."""
    first, last = module.sessions[0].day, module.sessions[-1].day
    if days is not None and (last < days[0] or days[1] < first):
        yield Problem(
            sheet="Module",
            row=None,
            column=None,
            message=sentence(
                "le code {code} a déjà servi pour un module du {since} au {until} ; "
                "celui-ci va du {first} au {last}",
                code=module.code,
                since=text_of(days[0]),
                until=text_of(days[1]),
                first=text_of(first),
                last=text_of(last),
            ),
            remedy=sentence("donnez un autre code à ce module"),
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
                message=sentence(
                    "« {text} » contient U+{code}, que la police n’a pas",
                    text=text,
                    code=format(ord(character), "04X"),
                ),
                remedy=sentence("écrivez-le en lettres latines"),
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
            message=sentence(
                "{count} séances sur {all} n’ont pas de place dans la liste des "
                "thèmes de l’attestation ; la page le dira.",
                count=count,
                all=len(module.sessions),
            ),
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
            message=sentence(
                "pas d’attestation en {language} : {setting} : {problem}",
                language=chosen.language.french_name,
                setting=error.setting,
                problem=error.problem,
            ),
            remedy=sentence(
                "complétez les réglages de l’organisation, ou choisissez une autre langue"
            ),
        )
