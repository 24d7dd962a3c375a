"""The sessions of a module: from its sheet, or from the days of a register and agreed hours."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, time

from attestation.slot import DayPart
from issuer.words.sentence import sentence
from issuer.workbook.errors import WorkbookError
from issuer.workbook.format.cells import Cell, Sheet, text_of
from issuer.workbook.layouts.profile import WHOLE_DAY
from issuer.workbook.layouts.reading import Reading
from issuer.workbook.model import Session
from issuer.workbook.parsing.module_sheet import parse_module_sheet
from issuer.workbook.parsing.session_titles import PART_WORDS

_PARTS = {WHOLE_DAY: sentence("jour")} | {part.value: words for part, words in PART_WORDS.items()}


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Meeting:
    """A session as a register names it: a day, perhaps its part or the hour of its beginning."""

    day: date
    part: str = WHOLE_DAY
    start: time | None = None


def sessions_of(module: Sheet, *, today: date) -> tuple[Session, ...]:
    """Return the sessions that the module's own sheet lists.

    Raises:
        WorkbookError: it is not understood.
    """
    return parse_module_sheet(module, today=today).record.sessions


def make_module(reading: Reading, meetings: Iterable[Meeting]) -> Sheet:
    """Write the module's sheet from the days of a register.

    Raises:
        WorkbookError: code, title or hours were not given.
    """
    fields = reading.module
    if fields is None or not fields.code.strip() or not fields.title.strip():
        raise WorkbookError(
            sentence("Aucun fichier ne dit le code et l’intitulé du module."),
            remedy=sentence("Écrivez-les, ou donnez aussi le fichier du module."),
        )
    rows: list[tuple[Cell, ...]] = [
        ("Code", fields.code.strip()),
        ("Intitulé", fields.title.strip()),
        (),
        ("Date", "Début", "Fin"),
    ]
    for meeting in sorted(set(meetings), key=lambda one: (one.day, _rank(one.part))):
        start, end = _hours(reading.profile.hours, meeting)
        rows.append((meeting.day, start, end))
    return Sheet(name="Module", rows=tuple(rows))


def session_title(session: Session) -> str:
    """Return the title of a session's column in the template."""
    return f"{text_of(session.day)} {session.start:%Hh%M}"


def _hours(hours: Mapping[str, tuple[time, time]], meeting: Meeting) -> tuple[time, time]:
    found = hours.get(meeting.part)
    if found is None or found[1] <= found[0]:
        raise WorkbookError(
            sentence(
                "Les heures des séances ({part}) manquent ou finissent avant de commencer.",
                part=_PARTS[meeting.part],
            ),
            remedy=sentence("Écrivez le début et la fin, ou donnez aussi le fichier du module."),
        )
    if meeting.start is not None and meeting.start != found[0]:
        raise WorkbookError(
            sentence(
                "Le titre d’une séance du {day} dit {start}, les heures écrites {written}.",
                day=text_of(meeting.day),
                start=text_of(meeting.start),
                written=text_of(found[0]),
            ),
            remedy=sentence("Donnez le fichier du module, qui dit les heures de chaque séance."),
        )
    return found


def _rank(part: str) -> int:
    return [WHOLE_DAY, *(one.value for one in DayPart)].index(part)
