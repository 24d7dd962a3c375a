"""The workbook as the coordinator sees it, each row with its outcome, each problem on its cell."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256

from attestation.name import fold
from issuer.desk.pages.uploaded_workbook import UploadedWorkbook
from issuer.planning.plan import Outcome, Plan, PlannedPerson
from issuer.words.sentence import Sentence, counted
from issuer.workbook.format.cells import Sheet, column_letter, text_of, visible
from issuer.workbook.model import Problem
from issuer.workbook.parsing.attendance_columns import find_people_header
from issuer.workbook.parsing.session_titles import read_session_title
from issuer.workbook.reader import find_people_sheet


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewCell:
    """One cell."""

    column: str
    text: str
    is_mark: bool
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewRow:
    """One row of the sheet."""

    number: int
    """From 1."""
    cells: tuple[PreviewCell, ...]
    is_header: bool
    person: PlannedPerson | None
    problems: tuple[Problem, ...]
    """Those that no cell shows: of the row as a whole."""

    @property
    def title(self) -> str | None:
        """The text of a row that holds nothing else, as a title above the list does."""
        filled = [cell for cell in self.cells if cell.text or cell.problems]
        alone = len(filled) == 1 and not filled[0].problems and self.person is None
        return filled[0].text if alone and not self.is_header else None


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewSheet:
    """One sheet, mirrored."""

    index: int
    """Its place among the workbook's sheets, as addresses use it."""
    name: str
    columns: tuple[str, ...]
    rows: tuple[PreviewRow, ...]
    has_people: bool


def mirror(uploaded: UploadedWorkbook, plan: Plan) -> tuple[PreviewSheet, ...]:
    """Return the sheets that matter: the list of people, then others with a problem."""
    people = find_people_sheet(uploaded.sheets)
    problems: dict[str, list[Problem]] = defaultdict(list)
    for problem in plan.problems:
        problems[problem.sheet].append(problem)
    sheets = [
        _mirror_sheet(index, sheet, plan, problems[sheet.name], has_people=sheet is people)
        for index, sheet in enumerate(uploaded.everything())
        if sheet is people or problems[sheet.name]
    ]
    return tuple(sorted(sheets, key=lambda sheet: not sheet.has_people))


def mirror_row(sheet: Sheet, row: int, problems: Iterable[Problem]) -> PreviewRow:
    """Return one row (from 0) with all the columns of its sheet, for correcting it."""
    header = find_people_header(sheet)
    marks = _mark_columns(sheet, header)
    width = max(map(len, sheet.rows))
    return _mirror_row(sheet, row, width, marks, header, None, problems)


def count_outcomes(plan: Plan) -> dict[Outcome, int]:
    """Count the people by outcome, every outcome included."""
    counts = dict.fromkeys(Outcome, 0)
    for person in plan.people:
        counts[person.outcome] += 1
    return counts


def act_in_words(plan: Plan) -> Sentence:
    """Return exactly what issuing will do: « Délivrer 3 attestations et en remplacer 1 »."""
    new, replaced = len(plan.drafts()), len(plan.replacements())
    if not replaced:
        return counted("Délivrer {count} attestation", "Délivrer {count} attestations", new)
    if not new:
        return counted("Remplacer {count} attestation", "Remplacer {count} attestations", replaced)
    return counted(
        "Délivrer {count} attestation et en remplacer {replaced}",
        "Délivrer {count} attestations et en remplacer {replaced}",
        new,
        replaced=replaced,
    )


def digest_of(plan: Plan) -> str:
    """Return a digest of what would be issued, for which alone a confirmation counts."""
    lines = [plan.module.code, plan.module.title, repr(plan.module.sessions), repr(plan.counts)]
    drafts = [*plan.drafts(), *plan.replacements()]
    lines += [f"{draft.holder.key()}|{draft.attended}|{draft!r}" for draft in drafts]
    return sha256("\n".join(lines).encode()).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """What became of one person from one upload to the next."""

    name: str
    before: Outcome | None
    """None: was not in the first."""
    now: Outcome | None
    """None: is not in the second."""
    renamed_from: str | None = None


def differences(before: Plan, now: Plan) -> list[Difference]:
    """Compare two uploads person by person; people equal in both are left out."""
    old, new = _by_person(before.people), _by_person(now.people)
    left = {person.row: person for key, person in old.items() if key not in new}
    found = []
    for key, person in new.items():
        earlier = old.get(key)
        if earlier is None:
            # The same row with another spelling is a correction, not one gone and one come.
            respelled = left.pop(person.row, None)
            found.append(
                Difference(
                    name=_name(person),
                    before=respelled.outcome if respelled else None,
                    now=person.outcome,
                    renamed_from=_other_name(respelled, person),
                )
            )
        elif earlier.outcome is not person.outcome:
            found.append(Difference(name=_name(person), before=earlier.outcome, now=person.outcome))
    found += [
        Difference(name=_name(person), before=person.outcome, now=None) for person in left.values()
    ]
    return found


def _mirror_sheet(
    index: int, sheet: Sheet, plan: Plan, problems: Sequence[Problem], *, has_people: bool
) -> PreviewSheet:
    header = find_people_header(sheet) if has_people else None
    marks = _mark_columns(sheet, header)
    width = max(map(len, sheet.rows), default=0)
    people = {person.row: person for person in plan.people} if has_people else {}
    rows = [
        _mirror_row(sheet, row, width, marks, header, people.get(row + 1), problems)
        for row in range(len(sheet.rows))
        if any(cell is not None for cell in sheet.rows[row])
    ]
    return PreviewSheet(
        index=index,
        name=sheet.name,
        columns=tuple(map(column_letter, range(width))),
        rows=tuple(rows),
        has_people=has_people,
    )


def _mirror_row(
    sheet: Sheet,
    row: int,
    width: int,
    marks: frozenset[int],
    header: int | None,
    person: PlannedPerson | None,
    problems: Iterable[Problem],
) -> PreviewRow:
    own = [problem for problem in problems if problem.row == row + 1]
    cells = tuple(
        PreviewCell(
            column=letter,
            text=visible(text_of(sheet.cell(row, column))),
            is_mark=column in marks and header is not None and row > header,
            problems=tuple(problem for problem in own if problem.column == letter),
        )
        for column, letter in enumerate(map(column_letter, range(width)))
    )
    return PreviewRow(
        number=row + 1,
        cells=cells,
        is_header=row == header,
        person=person,
        problems=tuple(problem for problem in own if problem.column is None),
    )


def _mark_columns(sheet: Sheet, header: int | None) -> frozenset[int]:
    if header is None:
        return frozenset()
    return frozenset(
        column for column, cell in enumerate(sheet.rows[header]) if read_session_title(cell)
    )


def _by_person(people: Iterable[PlannedPerson]) -> dict[tuple[str, str, str], PlannedPerson]:
    return {
        (
            fold(person.family_name),
            fold(person.given_name or ""),
            person.birth_date.encode() if person.birth_date else "",
        ): person
        for person in people
    }


def _other_name(before: PlannedPerson | None, now: PlannedPerson) -> str | None:
    """Return the earlier name if it is another; a birth date alone may have been put right."""
    return None if before is None or _name(before) == _name(now) else _name(before)


def _name(person: PlannedPerson) -> str:
    return " ".join(part for part in (person.given_name, person.family_name) if part)
