"""Lines of any register as one table: person, session, what stands there, and where."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from attestation.slot import Slot
from issuer.words.sentence import sentence
from issuer.workbook.errors import WorkbookError
from issuer.workbook.format.cells import Cell, quoted, text_of
from issuer.workbook.layouts.entries import Entry
from issuer.workbook.layouts.profile import Role
from issuer.workbook.layouts.reading import Reading
from issuer.workbook.layouts.stays import (
    Stay,
    parse_duration,
    parse_instant,
    time_within,
)
from issuer.workbook.model import Session
from issuer.workbook.parsing.session_titles import (
    SessionTitle,
    match_session,
    read_session_title,
)

NEVER_LEFT = "départ inconnu"
"""Mark of a stay that is too short as far as it is known: a person decides, each time."""
_EARLY = timedelta(hours=1)  # before a session, when people sign for it


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenPresence:
    """One line of the table, before its mark is understood."""

    person: str
    """The name as written."""
    session: Slot
    value: Cell
    place: str


def read_log(
    entries: Iterable[Entry], sessions: Sequence[Session], reading: Reading
) -> Iterator[WrittenPresence]:
    """Return the presences of a log: each line names its session.

    Raises:
        WorkbookError: a line names no session of the module.
    """
    for entry in entries:
        session = _session_of(entry, sessions, reading)
        if session is None:
            continue
        has_mark = Role.MARK in entry.cells
        yield WrittenPresence(
            person=entry.name,
            session=session,
            value=entry.cells[Role.MARK] if has_mark else "P",
            place=f"{entry.sheet}, ligne {entry.row}",
        )


def read_sheet_of_session(
    entries: Iterable[Entry], name: str, sessions: Sequence[Session], reading: Reading
) -> Iterator[WrittenPresence]:
    """Return the presences of a sheet whose name says the session.

    Raises:
        WorkbookError: it is none of the module.
    """
    dated = [
        Entry(sheet=one.sheet, row=one.row, name=one.name, cells={**one.cells, Role.DAY: name})
        for one in entries
    ]
    return read_log(dated, sessions, reading)


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """The report of one meeting."""

    entries: Sequence[Entry]
    instants: Sequence[Cell]
    """Each arrival and departure, also of people who are left out."""
    day: date | None
    """Of the meeting, where the lines do not say it."""
    is_month_first: bool
    """How it writes days."""
    is_summed: bool
    """Each line is a person from first arrival to last departure, or a duration alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Minutes:
    """How long somebody was in a session."""

    person: str
    session: Slot
    time: timedelta
    place: str
    is_open: bool = False
    """It may have been longer: nothing says when they left."""


def read_meetings(reports: Sequence[Report], sessions: Sequence[Session]) -> Iterator[Minutes]:
    """Return who was in which session how long; what two stays share counts once.

    Raises:
        WorkbookError: a time that cannot be read, a day without a session, durations that may
            belong to several sessions, or a session of which two reports speak so.
    """
    stays: dict[str, list[Stay]] = defaultdict(list)
    places: dict[str, str] = {}
    exact: set[Slot] = set()
    summed: dict[Slot, dict[str, timedelta]] = {}
    for report in reports:
        held = _sessions_held(report, sessions)
        for entry in report.entries:
            places.setdefault(entry.name, f"{entry.sheet}, ligne {entry.row}")
        if report.is_summed:
            for session in held:
                if session.slot in exact or session.slot in summed:
                    raise _two_reports(report, session)
                summed[session.slot] = _summed(report, session)
            continue
        for session in held:
            if session.slot in summed:
                raise _two_reports(report, session)
            exact.add(session.slot)
        for entry in report.entries:
            stay = _stay(entry, report)
            stays[entry.name] += [stay] if stay is not None else []
    for session in sessions:
        if session.slot in exact:
            found = {name: time_within(own, session) for name, own in stays.items()}
        else:
            found = summed.get(session.slot, {})
        for name, spent in found.items():
            is_open = any(_may_be_longer(stay, session) for stay in stays.get(name, ()))
            if spent > timedelta() or is_open:
                yield Minutes(
                    person=name,
                    session=session.slot,
                    time=spent,
                    place=places[name],
                    is_open=is_open,
                )


def covered_sessions(reports: Sequence[Report], sessions: Sequence[Session]) -> set[Slot]:
    """Return the sessions of which there is a report."""
    return {one.slot for report in reports for one in _sessions_held(report, sessions)}


def _sessions_held(report: Report, sessions: Sequence[Session]) -> list[Session]:
    first = report.entries[0]
    days = {
        stay.joined.date() for entry in report.entries if (stay := _stay(entry, report)) is not None
    } or ({report.day} if report.day is not None else set())
    if not days:
        raise first.fail(
            sentence("Ce rapport ne dit pas le jour de la réunion."),
            sentence("Écrivez le jour, ou prenez le rapport complet."),
        )
    held = [session for session in sessions if session.day in days]
    if without := days - {session.day for session in held}:
        raise first.fail(
            sentence(
                "Le {day} n’est la date d’aucune séance du module.",
                day=text_of(min(without)),
            ),
            sentence("Retirez ce rapport, ou ajoutez la séance au module."),
        )
    if report.is_summed and len(held) > 1:
        raise first.fail(
            sentence(
                "Ce rapport ne dit pas à laquelle des séances du {day} chacun était.",
                day=text_of(held[0].day),
            ),
            sentence("Prenez le rapport complet, avec chaque arrivée et chaque départ."),
        )
    return held


def _summed(report: Report, session: Session) -> dict[str, timedelta]:
    found: dict[str, timedelta] = defaultdict(timedelta)
    most: dict[str, list[Stay]] = defaultdict(list)
    for entry in report.entries:
        stay = _stay(entry, report)
        if stay is not None:
            most[entry.name].append(stay)
        if Role.DURATION in entry.cells:
            found[entry.name] += _duration(entry)
        elif stay is None:
            raise entry.fail(
                sentence("Ni heures ni durée."), sentence("Prenez le rapport complet.")
            )
    for name, own in most.items():
        within = time_within(own, session)
        found[name] = min(found[name], within) if name in found else within
    return {name: min(spent, session.duration) for name, spent in found.items()}


def _two_reports(report: Report, session: Session) -> WorkbookError:
    return report.entries[0].fail(
        sentence(
            "Deux rapports parlent de la séance du {day}, et l’un sans chaque arrivée "
            "et départ : leurs durées peuvent se recouvrir.",
            day=text_of(session.day),
        ),
        sentence("Prenez pour cette séance les rapports complets, ou un seul."),
    )


def present_by_minutes(found: Iterable[Minutes], minimum: int) -> Iterator[WrittenPresence]:
    """Return a mark for each: present from ``minimum`` minutes on."""
    for one in found:
        is_present = one.time >= timedelta(minutes=minimum)
        yield WrittenPresence(
            person=one.person,
            session=one.session,
            value="P" if is_present else NEVER_LEFT if one.is_open else "A",
            place=one.place,
        )


def _session_of(entry: Entry, sessions: Sequence[Session], reading: Reading) -> Slot | None:
    cell = entry.cells.get(Role.DAY)
    title, instant = read_title_or_instant(cell, reading)
    if title is None:
        raise entry.fail(
            sentence("{cell} n’est la date d’aucune séance.", cell=quoted(cell)),
            sentence("Corrigez cette date, ou supprimez la ligne."),
        )
    slots = {session.slot: 0 for session in sessions}
    if instant is not None:
        near = [
            session.slot
            for session in sessions
            if datetime.combine(session.day, session.start) - _EARLY
            <= instant
            <= datetime.combine(session.day, session.end)
        ]
        same_day = [slot for slot in slots if slot.day == instant.date()]
        if len(same_day) > 1:
            slots = dict.fromkeys(near, 0)
    found = match_session(cell, title, slots)
    if isinstance(found, Slot):
        return found
    written = (title.date.day, title.date.month)
    is_other_day = all((one.day.day, one.day.month) != written for one in sessions)
    if reading.leaves_other_days and is_other_day:
        return None
    raise entry.fail(found.message, found.remedy)


def read_title_or_instant(
    cell: Cell, reading: Reading
) -> tuple[SessionTitle | None, datetime | None]:
    """Understand a day, or a day with its hour."""
    month_first = reading.profile.is_month_first is True
    instant = parse_instant(cell, is_month_first=month_first)
    if instant is not None:
        return read_session_title(instant.date()), instant
    return read_session_title(cell), None


def _may_be_longer(stay: Stay, session: Session) -> bool:
    """Check whether a stay without a departure ends within a session of its day."""
    return (
        stay.is_open
        and stay.left.date() == session.day
        and stay.left < datetime.combine(session.day, session.end)
    )


def _stay(entry: Entry, report: Report) -> Stay | None:
    """Return the stay of a line; without a departure, until the last instant of that day."""
    if Role.JOINED not in entry.cells:
        return None
    is_month_first = report.is_month_first
    written = [entry.cells.get(role) for role in (Role.JOINED, Role.LEFT)]
    joined, left = (parse_instant(cell, is_month_first=is_month_first) for cell in written)
    is_open = Role.ACTION in entry.cells and written[1] is None
    if is_open and joined is not None:
        known = (parse_instant(cell, is_month_first=is_month_first) for cell in report.instants)
        left = max(one for one in known if one is not None and one.date() == joined.date())
    if joined is None or left is None or left < joined:
        raise entry.fail(
            sentence(
                "{joined} – {left} : ces heures ne se lisent pas.",
                joined=quoted(written[0]),
                left=quoted(written[1]),
            ),
            sentence("Donnez le rapport en CSV, tel qu’il a été téléchargé."),
        )
    return Stay(joined, left, is_open)


def _duration(entry: Entry) -> timedelta:
    spent = parse_duration(entry.cells[Role.DURATION])
    if spent is None:
        raise entry.fail(
            sentence("{cell} n’est pas une durée.", cell=quoted(entry.cells[Role.DURATION])),
            sentence("Écrivez des minutes, ou prenez le rapport tel qu’il a été téléchargé."),
        )
    return spent


def marks_by_person(presences: Iterable[WrittenPresence]) -> dict[str, dict[Slot, Cell]]:
    """Return by person the cell of each session; marks that differ stand side by side."""
    found: dict[str, dict[Slot, list[str]]] = defaultdict(lambda: defaultdict(list))
    for one in presences:
        texts = found[one.person][one.session]
        text = text_of(one.value)
        if text not in texts:
            texts.append(text)
    return {
        person: {slot: " / ".join(texts) or None for slot, texts in by_slot.items()}
        for person, by_slot in found.items()
    }
