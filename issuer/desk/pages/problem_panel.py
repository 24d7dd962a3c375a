"""The problems of a workbook as a list: of the whole module first, then alike ones together."""

from collections.abc import Sequence
from dataclasses import dataclass

from issuer.desk.pages.cell_changes import CellPlace
from issuer.desk.pages.preview import PreviewSheet
from issuer.workbook.format.cells import column_index
from issuer.workbook.model import Problem

MOST_SHOWN = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class CellProblems:
    """Cells with the same text and the same problem."""

    problem: Problem
    text: str
    is_mark: bool
    has_person: bool
    """Whether its row is somebody of the list."""
    places: tuple[CellPlace, ...]

    @property
    def row(self) -> int:
        """The first row, from 1."""
        return self.places[0].row + 1


@dataclass(frozen=True, slots=True, kw_only=True)
class RowProblem:
    """What concerns a row as a whole."""

    problem: Problem
    sheet: int
    row: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ProblemPanel:
    """All that is to be put right."""

    of_module: tuple[Problem, ...]
    cells: tuple[CellProblems, ...]
    rows: tuple[RowProblem, ...]

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self.of_module) + len(self.rows) + sum(len(one.places) for one in self.cells)


def problem_panel(problems: Sequence[Problem], sheets: Sequence[PreviewSheet]) -> ProblemPanel:
    """Gather the problems that a page shows; what a question settles is asked elsewhere."""
    alike: dict[tuple[int, str, str, str, bool], list[CellPlace]] = {}
    first: dict[tuple[int, str, str, str, bool], Problem] = {}
    rows = []
    people = {(sheet.index, row.number) for sheet in sheets for row in sheet.rows if row.person}
    for sheet in sheets:
        for row in sheet.rows:
            rows += [
                RowProblem(problem=one, sheet=sheet.index, row=row.number)
                for one in row.problems
                if not _is_asked(one)
            ]
            for cell in row.cells:
                for one in cell.problems:
                    if _is_asked(one):
                        continue
                    key = (sheet.index, one.message, one.remedy, cell.text, cell.is_mark)
                    place = CellPlace(sheet.index, row.number - 1, column_index(cell.column))
                    alike.setdefault(key, []).append(place)
                    first.setdefault(key, one)
    return ProblemPanel(
        of_module=tuple(one for one in problems if one.row is None and not _is_asked(one)),
        cells=tuple(
            CellProblems(
                problem=first[key],
                text=key[3],
                is_mark=key[4],
                has_person=(key[0], places[0].row + 1) in people,
                places=tuple(places),
            )
            for key, places in alike.items()
        ),
        rows=tuple(rows),
    )


def _is_asked(problem: Problem) -> bool:
    return bool(problem.question or problem.set_aside or problem.keep)
