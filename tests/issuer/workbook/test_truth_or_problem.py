"""For any layout of a known truth, what is issued is the truth or a problem; nothing else is."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from issuer.planning.plan import Outcome, plan_issue
from issuer.settings.issuer import IssueSettings
from issuer.workbook.answers import Answers, Meaning
from issuer.workbook.errors import WorkbookError
from issuer.workbook.format.cells import Cell, Sheet
from issuer.workbook.model import Mark
from issuer.workbook.reader import understand_sheets
from tests.support.documents import LETTERHEAD
from tests.support.issuers import ADDRESS

TODAY = date(2026, 11, 22)
FIRST = date(2026, 3, 2)
NAMES = ("Diallo", "Ngoma", "Lopez", "Haile", "Popescu")

_WORDS: dict[Mark, list[Cell]] = {
    Mark.PRESENT: ["P", "x", "présent", 1.0, True, "✓"],
    Mark.ABSENT: ["A", "-", "abs", 0.0, False],
    Mark.EXCUSED: ["E", "excusée"],
    Mark.CAUGHT_UP: ["R", "rattrapé"],
}
_TITLES: list[Callable[[date, str], Cell]] = [
    lambda day, part: f"{day:%d/%m/%Y}{part}",
    lambda day, part: f"{day.day}/{day.month}{part}",
    lambda day, part: f"{day.day} mars 2026{part}" if day.month == 3 else f"{day:%d/%m}{part}",
    lambda day, part: f"Séance : {day:%d.%m.%Y}{part}",
]


@st.composite
def registers(draw: st.DrawFn) -> tuple[list[list[Mark]], list[Sheet], Answers]:
    """Return a truth, a workbook that says it in some layout, and perhaps a person's answers."""
    days = draw(st.integers(1, 6))
    has_halves = draw(st.booleans())
    starts = (9, 14) if has_halves else (9,)
    slots = [(FIRST + timedelta(days=n), hour) for n in range(days) for hour in starts]
    truth = draw(
        st.lists(
            st.lists(st.sampled_from(Mark), min_size=len(slots), max_size=len(slots)),
            min_size=1,
            max_size=len(NAMES),
        )
    )
    opposite = draw(st.booleans())  # a sheet of her own words, of which one is ours turned round
    own = {Mark.PRESENT: "A", Mark.ABSENT: "X", Mark.EXCUSED: "V", Mark.CAUGHT_UP: "I"}
    written = own if opposite else {mark: draw(st.sampled_from(_WORDS[mark])) for mark in Mark}
    blank_is_absent = draw(st.booleans())
    cells: dict[Mark, Cell] = dict(written)
    if blank_is_absent:
        cells[Mark.ABSENT] = None
    title = draw(st.sampled_from(_TITLES))
    words = {9: " matin", 14: " après-midi"} if has_halves else {9: ""}
    order = draw(st.permutations(range(len(slots))))
    header: list[Cell] = ["Nom", "Prénom", "Date de naissance"]
    header += [title(slots[place][0], words[slots[place][1]]) for place in order]
    rows: list[list[Cell]] = []
    for number, marks in enumerate(truth):
        facts: list[Cell] = [NAMES[number], "Awa", date(1990, 1, 1 + number)]
        rows.append([*facts, *(cells[marks[place]] for place in order)])
    flaw = draw(st.sampled_from(["none", "total", "untitled", "number", "nameless", "unknown"]))
    if flaw == "total":
        header.append("Total")
        for row, marks in zip(rows, truth, strict=True):
            row.append(float(sum(mark.counts for mark in marks)))
    elif flaw == "number":
        header.insert(0, "N°")
        for number, row in enumerate(rows, 1):
            row.insert(0, float(number))
    elif flaw == "untitled":
        header[-1] = None
    elif flaw == "unknown":
        header[-1] = "Dernière"
    elif flaw == "nameless":
        rows.insert(1, [None, None, None, *rows[0][3:]])
    above: list[list[Cell]] = [["Liste des présences"]]
    if opposite:
        above.append(["A = Aanwezig ; X = Afwezig ; V = Verontschuldigd ; I = Ingehaald"])
    module: list[list[Cell]] = [["Code", "AC-2026-03"], ["Intitulé", "Ateliers"], []]
    module.append(["Date", "Début", "Fin"])
    module += [[day, time(hour), time(hour + 3)] for day, hour in slots]
    sheets = [
        Sheet(name="Module", rows=tuple(map(tuple, module))),
        Sheet(name="Présences", rows=tuple(map(tuple, [*above, header, *rows]))),
    ]
    meanings: dict[str, Meaning] = {}
    if draw(st.booleans()):
        meanings = {"": Meaning.ABSENT} if blank_is_absent else {}
        if opposite:
            meanings |= {
                "a": Meaning.PRESENT, "x": Meaning.ABSENT,
                "v": Meaning.EXCUSED, "i": Meaning.CAUGHT_UP,
            }  # fmt: skip
    return truth, sheets, Answers(marks=meanings)


@settings(max_examples=300, deadline=None)
@given(registers(), st.integers(1, 100))
def test_what_is_issued_is_the_truth_or_a_problem(
    register: tuple[list[list[Mark]], list[Sheet], Answers], percent: int
) -> None:
    truth, sheets, answers = register
    try:
        records = understand_sheets(sheets, None, understood=(), today=TODAY, answers=answers)
    except WorkbookError:
        return
    plan = plan_issue(
        records,
        held={},
        settings=IssueSettings(verifier=ADDRESS, required_percent=percent),
        letterhead=LETTERHEAD,
        at=datetime(2026, 11, 22, 12, tzinfo=UTC),
    )

    for person in plan.people:
        if person.outcome is Outcome.PROBLEM:
            assert person.problems
            continue
        marks = truth[NAMES.index(person.family_name)]
        count = sum(mark.counts for mark in marks)
        is_entitled = count > 0 and count * 100 >= percent * len(marks)
        assert (person.outcome is Outcome.ENTITLED) == is_entitled
        if person.draft is not None:
            hours = 3 * count
            assert person.draft.attended == timedelta(hours=hours)
            assert person.draft.attendance is not None
            assert len(person.draft.attendance.missed) == len(marks) - count
