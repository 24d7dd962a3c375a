"""Registers in the shapes that coordinators have, from a known truth: nobody's content."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta

from issuer.workbook.format.cells import Cell, Sheet

CODE = "AC-2026-03"
DAYS = (date(2026, 3, 2), date(2026, 3, 3), date(2026, 3, 16), date(2026, 3, 17))
START, END = time(9), time(13)

Stays = Sequence[tuple[time, time]]


def sheet(name: str, rows: Sequence[Sequence[Cell]]) -> Sheet:
    """Return a sheet of these rows."""
    return Sheet(name=name, rows=tuple(map(tuple, rows)))


def module(
    days: Sequence[date] = DAYS, *, hours: Sequence[tuple[time, time]] = ((START, END),)
) -> Sheet:
    """Return the sheet that describes the module."""
    rows: list[list[Cell]] = [["Code", CODE], ["Intitulé", "Ateliers de mars"], []]
    rows.append(["Date", "Début", "Fin"])
    rows += [[day, start, end] for day in days for start, end in hours]
    return sheet("Module", rows)


def enrolled(*people: tuple[str, str, date]) -> Sheet:
    """Return a list of enrolled people."""
    return sheet("inscriptions.csv", [["Nom", "Prénom", "Date de naissance"], *people])


def grid(
    marks: Mapping[str, Sequence[Cell]],
    *,
    titles: Sequence[Cell] = DAYS,
    name_title: str = "Naam en voornaam",
    above: Sequence[Sequence[Cell]] = (("Aanwezigheidslijst",), ()),
) -> Sheet:
    """Return a grid with whole names and a total, as associations keep it."""
    header: list[Cell] = ["Nr", name_title, "Gemeente", *titles]
    rows: list[Sequence[Cell]] = [*above, header]
    rows += [
        [float(number), name, "Jette", *written]
        for number, (name, written) in enumerate(marks.items(), 1)
    ]
    return sheet("Lijst", rows)


def log(lines: Sequence[tuple[str, date]]) -> Sheet:
    """Return the answers of a form: an hour, a name."""
    rows: list[list[Cell]] = [["Horodateur", "Nom et prénom", "Adresse e-mail"]]
    rows += [[f"{day:%d/%m/%Y} 09:05:12", name, None] for name, day in lines]
    return sheet("Réponses au formulaire 1", rows)


def teams(day: date, stays: Mapping[str, Stays], *, is_american: bool = True) -> Sheet:
    """Return a report of Teams: a summary, the people, then each of their stays."""

    def instant(at: time) -> str:
        when = datetime.combine(day, at)
        if is_american:
            return f"{day.month}/{day.day}/{day:%y}, {when:%-I:%M:%S %p}"
        return f"{when:%d/%m/%Y %H:%M:%S}"

    def spent(own: Stays) -> str:
        total = sum(
            (datetime.combine(day, b) - datetime.combine(day, a) for a, b in own), timedelta()
        )
        return f"{total.seconds // 3600}h {total.seconds // 60 % 60}m 0s"

    rows: list[list[Cell]] = [
        ["1. Summary"],
        ["Meeting title", "Ateliers citoyens"],
        ["Attended participants", str(len(stays))],
        ["Start time", instant(START)],
        ["End time", instant(END)],
        [],
        ["2. Participants"],
        ["Name", "First Join", "Last Leave", "In-Meeting Duration", "Email", "Role"],
    ]
    rows += [
        [name, instant(own[0][0]), instant(own[-1][1]), spent(own), None, "Attendee"]
        for name, own in stays.items()
    ]
    rows += [[], ["3. In-Meeting Activities"]]
    rows.append(["Name", "Join Time", "Leave Time", "Duration", "Email", "Role"])
    rows += [
        [name, instant(a), instant(b), spent([(a, b)]), None, "Attendee"]
        for name, own in stays.items()
        for a, b in own
    ]
    return sheet(f"rapport {day:%d-%m}.csv", rows)


def teams_actions(
    day: date, stays: Mapping[str, Stays], *, still_there: Sequence[str] = (), until: time = END
) -> Sheet:
    """Return a list of Teams of before 2021: a line for each arrival and departure.

    It was downloaded at ``until``, when those who were ``still_there`` had not left.
    """

    def line(name: str, action: str, at: time) -> list[Cell]:
        when = datetime.combine(day, at)
        return [name, action, f"{when.month}/{when.day}/{when.year}, {when:%-I:%M:%S %p}"]

    rows: list[list[Cell]] = [["Full Name", "User Action", "Timestamp"]]
    for name, own in stays.items():
        for number, (a, b) in enumerate(own, 1):
            rows.append(line(name, "Joined before" if a < START else "Joined", a))
            if name not in still_there or number < len(own):
                rows.append(line(name, "Left", b))
    if still_there:
        rows += [line("Martin Paul", "Joined", START), line("Martin Paul", "Left", until)]
    return sheet(f"meetingAttendanceList {day:%d-%m}.csv", rows)


def zoom(day: date, stays: Mapping[str, Stays]) -> Sheet:
    """Return a report of Zoom: the meeting, then each stay."""
    rows: list[list[Cell]] = [
        ["Meeting ID", "Topic", "Start Time"],
        ["812 3456 7890", "Ateliers", f"{day:%m/%d/%Y} 08:55:00 AM"],
        [],
        ["Name (Original Name)", "User Email", "Join Time", "Leave Time", "Duration (Minutes)"],
    ]
    for name, own in stays.items():
        for a, b in own:
            on = [datetime.combine(day, at).strftime("%m/%d/%Y %I:%M:%S %p") for at in (a, b)]
            minutes = (datetime.combine(day, b) - datetime.combine(day, a)).seconds // 60
            rows.append([name, None, *on, str(minutes)])
    return sheet(f"participants_{day:%d%m}.csv", rows)


def meet(day: date, minutes: Mapping[str, int]) -> Sheet:
    """Return a report of Meet: durations alone; the name of the file says the day."""
    rows: list[list[Cell]] = [["First name", "Last name", "Email", "Duration"]]
    rows += [
        [*name.split(" ", 1), None, f"{spent // 60} h {spent % 60} min"]
        for name, spent in minutes.items()
    ]
    return sheet(f"{day.isoformat()} ateliers.csv", rows)


def session_sheets(present: Mapping[date, Sequence[str]]) -> list[Sheet]:
    """Return a sheet for each session, named by its date, with who was there."""
    return [
        sheet(f"{day:%d.%m.%Y}", [["Nom et prénom", "Remarque"], *([name, None] for name in names)])
        for day, names in present.items()
    ]


def months(marks: Mapping[str, Sequence[Cell]], days: Sequence[date]) -> list[Sheet]:
    """Return the same grid as a sheet for each month."""
    sheets = []
    for month in sorted({day.month for day in days}):
        of_month = [place for place, day in enumerate(days) if day.month == month]
        part = {name: [written[place] for place in of_month] for name, written in marks.items()}
        found = grid(part, titles=[days[place] for place in of_month])
        sheets.append(sheet(f"Mois {month}", found.rows))
    return sheets


def moodle(
    marks: Mapping[tuple[str, str], Sequence[Cell]],
    days: Sequence[date] = DAYS,
    *,
    has_remarks: bool = False,
) -> Sheet:
    """Return what Moodle's attendance activity exports: course, group, points beside each mark."""
    blank: list[Cell] = [None] if has_remarks else []
    sessions: list[Cell] = []
    for day in days:
        sessions += [f"{day:%d.%m.%Y} 09.00 All students", *blank]
    rows: list[list[Cell]] = [["Course", "Ateliers"], ["Group", "All participants"], []]
    ends: list[Cell] = ["Taken sessions", "Points", "Percentage"]
    rows.append(["Student ID", "Last name", "First name", *sessions, *ends])
    for number, ((family, first), written) in enumerate(marks.items(), 1):
        points = {"P": "P (2/2)", "L": "L (1/2)", "E": "E (1/2)", "A": "A (0/2)"}
        cells: list[Cell] = []
        for mark in written:
            cells += [points.get(str(mark), mark), *blank]
        taken = sum(mark != "?" for mark in written)
        got = sum({"P": 2, "L": 1, "E": 1}.get(str(mark), 0) for mark in written)
        ratio = f"{got / (2 * taken or 1) * 100:.2f}"
        summary: list[Cell] = [float(taken), f"{got}.0 / {2 * taken}.0", ratio]
        rows.append([float(number), family, first, *cells, *summary])
    return sheet("Attendances", rows)


def days_of_month(
    marks: Mapping[str, Sequence[Cell]],
    days: Sequence[date],
    *,
    above: Cell = "Mars 2026",
    is_whole: bool = True,
) -> Sheet:
    """Return a grid of one month: its bare days for titles, all of them or those with sessions."""
    numbers = range(1, 32) if is_whole else [day.day for day in days]
    place = {day.day: number for number, day in enumerate(days)}
    rows: list[Sequence[Cell]] = [[above], ["Nr", "Deelnemer", *map(float, numbers)]]
    for number, (name, written) in enumerate(marks.items(), 1):
        cells = [written[place[day]] if day in place else None for day in numbers]
        rows.append([float(number), name, *cells])
    return sheet("Lijst", rows)
