"""Shapes of registers that people keep and publish, with nobody's content."""

from collections.abc import Sequence
from datetime import date

from issuer.workbook.format.cells import Cell, Sheet
from tests.support.layouts import DAYS, sheet

Rows = Sequence[Sequence[Cell]]
PEOPLE = (("Diallo", "Awa"), ("Ngoma", "Grâce"))
NAMES = tuple(f"{family} {given}" for family, given in PEOPLE)


def scans_without_titles() -> Sheet:
    """A line a scan: name, day, hour, place."""
    return sheet(
        "a", [[name, f"{day:%d/%m/%Y}", "12:30:01", 4.35] for day in DAYS for name in NAMES]
    )


def list_of_the_day_without_titles() -> Sheet:
    """Number, names, group, day, hour, PRESENT or ABSENT; blank lines above."""
    rows: list[list[Cell]] = [[], []]
    rows += [["G4_17", *one, "Web", f"{DAYS[0]:%d-%m-%Y}", "06:49", "PRESENT"] for one in PEOPLE]
    return sheet("b", rows)


def names_alone() -> Sheet:
    """One column of names, with gaps."""
    return sheet("c", [["Nom"], [NAMES[0]], [], [NAMES[1]]])


def totals_alone() -> Sheet:
    """How many sessions of how many."""
    return sheet("d", [["Name", "Total classes", "Attended classes"], [NAMES[0], 4.0, 4.0]])


def counts_by_subject() -> Sheet:
    """Attendance by subject, no session."""
    return sheet("e", [["Name", "Roll_No", "Maths", "Physics"], [NAMES[0], 101.0, 38.0, 40.0]])


def numbers_for_people() -> Sheet:
    """Whoever knows the numbers knows the people."""
    return sheet("f", [["id", "date", "status"], ["17", "2026-03-02", "P"]])


def hour_without_a_day() -> Sheet:
    """Hour and minute, and no day."""
    return sheet("g", [["id", "nom", "heure", "minute", "statut"], [1.0, "Diallo", 8.0, 45.0, "P"]])


def titles_alone() -> Sheet:
    """Nobody came yet."""
    return sheet("h", [["Nom et prénom", "Date", "Présence"]])


def measurements() -> Sheet:
    """No register at all, whatever the file is called."""
    return sheet("i", [["x", "y", "bio_3"], [-5.79, 42.6, 38.6]])


def weeks(marks: Sequence[Cell] = ("présent", "présent", "présent", "présent")) -> Sheet:
    """A column a week, without dates."""
    return sheet("j", [["Nom complet", *(f"Semaine{n}" for n in range(1, 5))], [NAMES[0], *marks]])


def club(mark: Cell = "Present") -> Sheet:
    """Event, day and hour on each line; Present, None, Late, Injured."""
    rows: list[list[Cell]] = [["team", "event", "date", "First name", "Last name", "attendance"]]
    for day in DAYS:
        for number, (family, given) in enumerate(PEOPLE):
            said = mark if number and day == DAYS[0] else "Present"
            rows.append(["B15", "Practice", day.isoformat(), given, family, said])
    return sheet("k", rows)


def form(days: Sequence[str] | None = None, mark: Cell = "1") -> Sheet:
    """A line a presence: instant, status, name."""
    written = days or [f"{day.isoformat()} 09:05:00" for day in DAYS]
    rows: list[list[Cell]] = [["Timestamp", "Status", "Name"]]
    rows += [[day, "1", NAMES[0]] for day in written]
    rows += [[day, mark if n == 0 else "1", NAMES[1]] for n, day in enumerate(written)]
    return sheet("l", rows)


def said_twice() -> Sheet:
    """The same person present and absent on one day."""
    found = form()
    return sheet("m", [*found.rows, (f"{DAYS[0].isoformat()} 09:20:00", "0", NAMES[1])])


def punches(day: date = DAYS[0]) -> Sheet:
    """A machine at the entrance: in, out."""
    rows: list[list[Cell]] = [["Name", "Date", "Status", "Time"]]
    for name in NAMES:
        rows.append([name, day.isoformat(), "Punch-In", "08:55:00"])
        rows.append([name, day.isoformat(), "Punch-Out", "13:05:00"])
    return sheet("n", rows)


def entrance(day: date = DAYS[0], *, last: str = "Sortie") -> Sheet:
    """The same machine, an instant and an action a line."""
    rows: list[list[Cell]] = [["Numéro", "Nom complet", "Horodatage", "Action", "Appareil"]]
    for number, name in enumerate(NAMES):
        rows.append([float(number), name, f"{day:%d/%m/%Y} 08:55:00", "Entrée", "Borne"])
        action = last if number else "Sortie"
        rows.append([float(number), name, f"{day:%d/%m/%Y} 13:05:00", action, "Borne"])
    return sheet("o", rows)


def zoom_in_one_table(day: date = DAYS[0], *, prefix: str = "") -> Sheet:
    """The meeting's own columns before each line of the participants."""
    meeting: list[Cell] = ["Topic", "ID", "Start time", "End time", "Duration (minutes)"]
    rows: list[list[Cell]] = [[*meeting, "Name (original name)", "Email", "Join time"]]
    rows[0] += ["Leave time", "Duration (minutes)", "Guest"]
    begin, end = f"{day:%m/%d/%Y} 08:55:00 AM", f"{day:%m/%d/%Y} 01:05:00 PM"
    for name in NAMES:
        meeting = ["Ateliers", "892 99", begin, end, "250"]
        rows.append([*meeting, f"{prefix}{name}", None, begin, end, "250", "Yes"])
    return sheet("p", rows)
