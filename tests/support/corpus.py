"""Registers of every layout that was found, as values: none of anybody's content is in them.

What must come of each stands beside it: by family name the outcome, or words of the refusal.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time

from issuer.workbook.answers import NO_ANSWERS, Answers, Meaning
from tests.support.registers import AUTUMN, AWA, DAYS, LOP, MODULE, NGO, TITLES, Register
from tests.support.workbooks import Value

YES, NO, BAD = "entitled", "not_entitled", "problem"
BORN = date(1990, 5, 4)
STRUCK = {"font_strikeout": True}


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One register, perhaps with a person's answers, and what comes of it."""

    name: str
    register: Register
    expected: Mapping[str, str] | str
    answers: Answers = NO_ANSWERS
    percent: int = 100
    at: datetime = AUTUMN
    """When it is brought."""


def grid(*marks: str | tuple[Value, ...], titles: tuple[Value, ...] = TITLES) -> Register:
    """Return a plain grid: one row of marks for each of at most three people."""
    return Register(
        rows=[titles, *((*who, *m) for who, m in zip((AWA, NGO, LOP), marks, strict=False))]
    )


def _plain() -> Iterator[tuple[str, Register, Mapping[str, str] | str]]:
    both = {"Diallo": YES, "Ngoma": NO}
    for name, present, absent in (
        ("letters", "P", "A"),
        ("ticks", "x", "-"),
        ("signs", "✓", "–"),
        ("words", "présent", "absente"),
        ("short-words", "oui", "abs."),
        ("numbers", 1.0, 0.0),
        ("booleans", True, False),
        ("excused", "P", "E"),
        ("visio", "visio", "exc"),
        ("capitals", "PRÉSENTE", "ABSENT(E)"),
    ):
        yield f"marks-{name}", grid((present,) * 4, (present, absent, present, present)), both
    yield "marks-caught-up", grid("PPRP", "PPAP"), both
    for name, mark in (
        ("doubtful", "P?"), ("both", "P/A"), ("hours", 3.5), ("minutes", "1h 42m"),
        ("percent", "85%"), ("no-session-code", "WO"), ("not-applicable", "N/A"),
        ("holiday", "H"), ("dutch", "aanwezig"), ("half", "1/2"), ("question", "?"),
    ):  # fmt: skip
        yield f"mark-{name}", grid("PPPP", ("P", mark, "P", "P")), {"Diallo": YES, "Ngoma": BAD}
    titled: tuple[tuple[str, tuple[Value, ...]], ...] = (
        ("slashes", ("2/3", "3/3", "5/3", "6/3")),
        ("years-of-two", ("02/03/26", "03/03/26", "05/03/26", "06/03/26")),
        ("iso", ("2026-03-02", "2026-03-03", "2026-03-05", "2026-03-06")),
        ("weekdays", ("lun. 2/3", "mar. 3/3", "jeudi 5/3", "ven. 6/3")),
        ("march-in-words", ("2 mars 2026", "3 mars 2026", "5 mars 2026", "6 mars 2026")),
        ("numbered", ("Séance 1 : 2/3", "S2 3/3", "Séance 3 - 5/3", "J4 6/3")),
        ("dutch-months", ("2 maart 2026", "3 mrt", "5 maart", "6 maart 2026")),
        ("english-months", ("March 2, 2026", "3 March", "5-Mar-2026", "6th March 2026")),
        ("with-themes", ("2/3 Accueil", "3/3 Logement", "5/3 (visio)", "6/3 matin")),
        ("line-breaks", ("2/3\nAccueil", "3/3\nSanté", "5/3\nDroits", "6/3\nBilan")),
        ("dots", ("2.3.2026", "3.3.2026", "5.3.2026", "6.3.2026")),
        ("with-hours", ("2/3 9h-13h", "3/3 9h", "5/3 09:00", "6/3 9:00-13:00")),
        ("shuffled", ("6/3", "2/3", "5/3", "3/3")),
    )
    for name, titles in titled:
        yield f"titles-{name}", grid("PPPP", "PPPA", titles=(*TITLES[:3], *titles)), both
    everybody = {"Diallo": BAD, "Ngoma": BAD}
    wrong: tuple[tuple[str, tuple[Value, ...]], ...] = (
        ("another-day", (*DAYS, date(2026, 3, 9))),
        ("twice", (*DAYS, DAYS[0])),
        ("another-year", (*DAYS[:3], date(2025, 3, 6))),
        ("one-missing", DAYS[:3]),
        ("afternoon-not-held", ("2/3 après-midi", *DAYS[1:])),
        ("unknown-column", (*DAYS, "Bilan")),
    )
    for name, titles in wrong:
        marks = "P" * len(titles)
        yield f"titles-{name}", grid(marks, marks, titles=(*TITLES[:3], *titles)), everybody
    yield "titles-c1-c2", grid("PP", titles=(*TITLES[:3], "C1", "C2")), "ne porte la date"
    yield "titles-months-only", grid("P", titles=(*TITLES[:3], "mars 2026")), "ne porte la date"
    yield (
        "no-birth-date",
        Register(rows=[("Nom", "Prénom", *DAYS), ("Bah", "Awa", *"PPPP")]),
        "naissance",
    )
    yield (
        "no-given-name",
        Register(rows=[("Nom", "Né le", *DAYS), ("Bah", BORN, *"PPPP")]),
        "Prénom",
    )
    yield "log-of-scans", Register(rows=[("Horodateur", "Participant"), ("x", "y")]), "introuvable"
    yield "meeting-report", Register(rows=[("Name", "First Join", "Last Leave")]), "introuvable"
    yield "nobody", Register(rows=[TITLES]), "vide"


def _around() -> Iterator[tuple[str, Register, Mapping[str, str] | str]]:
    rows: list[tuple[Value, ...]] = [TITLES, (*AWA, *"PPPP"), (*NGO, *"PAPP")]
    both, all_bad = {"Diallo": YES, "Ngoma": NO}, {"Diallo": BAD, "Ngoma": BAD}
    weekdays: tuple[Value, ...] = (None, None, None, "lun", "mar", "jeu", "ven")
    yield "titles-above", Register(rows=[("Présences mars",), (), *rows]), both
    yield "weekday-row-below", Register(rows=[rows[0], weekdays, *rows[1:]]), both
    yield "total-row", Register(rows=[*rows, ("Total", None, None, 2.0, 1.0, 2.0, 2.0)]), both
    yield "rate-row", Register(rows=[*rows, ("Taux de présence", None, None, 1.0, 0.5)]), both
    yield "signature-row", Register(rows=[*rows, ("Signature du formateur",)]), both
    yield "remark-row", Register(rows=[*rows, ("Remarque : salle B",)]), both
    yield "blank-rows", Register(rows=[rows[0], (), rows[1], (), rows[2]]), both
    yield "repeated-titles", Register(rows=[*rows[:2], TITLES, rows[2]]), both
    numbered = [("N°", *rows[0]), (1.0, *rows[1]), (2.0, *rows[2]), (3.0,), (4.0,)]
    yield "numbered-ahead", Register(rows=numbered), both
    untitled = [(None, *rows[0]), (1.0, *rows[1]), (2.0, *rows[2])]
    yield "numbers-without-a-title", Register(rows=untitled), both
    remarks = [(*rows[0], "Remarques"), (*rows[1], "tôt"), (*rows[2], None)]
    yield "remarks", Register(rows=remarks), both
    yield "note-beside", Register(rows=[*rows[:2], (*rows[2], None, "voir Ali")]), all_bad
    other = (*TITLES[:3], *(date(2026, 4, day) for day in (2, 3, 7, 8)))
    yield "second-table", Register(rows=[*rows[:2], (), other, rows[2]]), all_bad
    marks_only: tuple[Value, ...] = (None, None, None, *"PPPA")
    yield "two-rows-a-person", Register(rows=[*rows, marks_only]), {"Diallo": YES, "Ngoma": BAD}
    yield (
        "struck-out-row",
        replace(Register(rows=rows), styles={(1, column): STRUCK for column in range(7)}),
        {"Diallo": BAD, "Ngoma": NO},
    )
    yield "struck-out-mark", replace(Register(rows=rows), styles={(1, 5): STRUCK}), {
        "Diallo": BAD, "Ngoma": NO,
    }  # fmt: skip
    yield "hidden-row", replace(Register(rows=rows), hidden_rows=[1]), {"Diallo": BAD, "Ngoma": NO}
    yield "hidden-session", replace(Register(rows=rows), hidden_columns=[4]), all_bad
    yield "hidden-remarks", replace(Register(rows=remarks), hidden_columns=[7]), both
    yield "comment", replace(Register(rows=rows), comments=[(1, 4)]), both
    yield "error-mark", replace(Register(rows=rows), formulas={(1, 4): "#N/A"}), {
        "Diallo": BAD, "Ngoma": NO,
    }  # fmt: skip
    yield "formulas-unsaved", replace(Register(rows=rows), formulas={(1, 4): ""}), {
        "Diallo": BAD, "Ngoma": NO,
    }  # fmt: skip
    yield "one-empty-mark", Register(rows=[TITLES, (*AWA, "P", None, "P", "P"), rows[2]]), {
        "Diallo": BAD, "Ngoma": NO,
    }  # fmt: skip
    yield "same-person-twice", Register(rows=[*rows, rows[1]]), {"Diallo": BAD, "Ngoma": NO}
    yield "calendar-of-1904", replace(Register(rows=rows), is_1904=True), both
    for title, right, wrong in (
        ("Total", 4.0, 5.0), ("Heures", 16.0, 20.0), ("%", 1.0, 0.5), ("Absences", 0.0, 2.0),
        ("Attestation", "oui", "non"), ("Réussi", "OK", "non"),
    ):  # fmt: skip
        for cell, outcome in ((right, YES), (wrong, BAD)):
            listed = [(*TITLES, title), (*AWA, *"PPPP", cell)]
            yield f"own-{title}-{outcome}", Register(rows=listed), {"Diallo": outcome}


def _answered() -> Iterator[Case]:
    legend = ("A = Aanwezig, X = Afwezig",)
    yield Case(
        name="legend-dutch",
        register=Register(rows=[legend, TITLES, (*AWA, *"AAAA"), (*NGO, *"AXAA")]),
        answers=Answers(marks={"a": Meaning.PRESENT, "x": Meaning.ABSENT}),
        expected={"Diallo": YES, "Ngoma": NO},
    )
    webdings = {
        (row, column): {"font_name": "Webdings"} for row in (1, 2) for column in range(3, 7)
    }
    yield Case(
        name="webdings",
        register=replace(grid("aaaa", "arra"), styles=webdings),
        answers=Answers(marks={"a": Meaning.PRESENT, "r": Meaning.ABSENT}),
        expected={"Diallo": YES, "Ngoma": NO},
    )
    yield Case(
        name="empty-is-absent",
        register=grid("xxxx", ("x", None, None, "x")),
        answers=Answers(marks={"": Meaning.ABSENT}),
        expected={"Diallo": YES, "Ngoma": NO},
        percent=60,
    )
    yield Case(
        name="no-session-for-all",
        register=grid(("P", "WO", "P", "P"), ("P", "WO", "A", "P")),
        answers=Answers(marks={"wo": Meaning.CANCELLED}),
        expected={"Diallo": YES, "Ngoma": NO},
    )
    yield Case(
        name="column-set-aside",
        register=grid("PPPPA", titles=(*TITLES, "Bilan")),
        answers=Answers(set_aside=frozenset({"H"})),
        expected={"Diallo": YES},
    )
    yield Case(
        name="struck-out-row-set-aside",
        register=replace(grid("PPPP", "PPPP"), styles={(1, column): STRUCK for column in range(7)}),
        answers=Answers(set_aside=frozenset({"2"})),
        expected={"Ngoma": YES},
    )
    yield Case(
        name="hidden-row-kept",
        register=replace(grid("PPPP", "PPPP"), hidden_rows=[1]),
        answers=Answers(kept=frozenset({"2"})),
        expected={"Diallo": YES, "Ngoma": YES},
    )


def _modules() -> Iterator[Case]:
    halves = (
        *MODULE[:4],
        *((day, time(start), time(start + 3), None, None) for day in DAYS[:2] for start in (9, 14)),
    )
    over_two = (*TITLES[:3], DAYS[0], None, DAYS[1], None)
    second: tuple[Value, ...] = (None, None, None, "matin", "après-midi", "matin", "après-midi")
    merged = [(0, 3, 0, 4), (0, 5, 0, 6)]
    for name, words in (("words", second), ("m-am", (*second[:3], "M", "AM", "M", "AM")),
                        ("am-pm", (*second[:3], "AM", "PM", "AM", "PM"))):  # fmt: skip
        yield Case(
            name=f"half-days-{name}",
            register=Register(
                rows=[over_two, words, (*AWA, *"PPPP"), (*NGO, *"PAPP")],
                module=halves,
                merged=merged,
            ),
            expected={"Diallo": YES, "Ngoma": NO},
        )
    yield Case(
        name="half-days-without-words",
        register=Register(rows=[over_two, (*AWA, *"PPPP")], module=halves, merged=merged),
        expected={"Diallo": BAD},
    )
    yield Case(
        name="half-days-of-whole-days",
        register=Register(rows=[over_two, (*AWA, *"PPPP")], module=MODULE[:6], merged=merged),
        expected={"Diallo": BAD},
    )
    cancelled = (*MODULE[:-1], (DAYS[3], time(9), time(13), "Bilan", "annulée"))
    yield Case(
        name="cancelled-in-the-module",
        register=replace(grid("PPP-", "PPA-"), module=cancelled),
        expected={"Diallo": YES, "Ngoma": NO},
    )
    future = (*MODULE, (date(2027, 1, 5), time(9), time(13), "Bilan", None))
    yield Case(
        name="last-session-to-come",
        register=replace(grid("PPPPP", titles=(*TITLES, date(2027, 1, 5))), module=future),
        expected={"Diallo": BAD},
    )
    for percent, outcome in ((75, YES), (76, NO)):
        yield Case(
            name=f"rule-{percent}",
            register=grid("PPPA"),
            expected={"Diallo": outcome},
            percent=percent,
        )


_PLAIN = (*_plain(), *_around())
CASES = (
    *(Case(name=name, register=one, expected=expected) for name, one, expected in _PLAIN),
    *_answered(),
    *_modules(),
)
