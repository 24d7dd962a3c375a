"""The way in: a workbook or a pair of CSV files on disk, to people with their marks."""

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

from attestation.name import fold
from issuer.words.sentence import Sentence, listed, sentence
from issuer.workbook.answers import NO_ANSWERS, Answers
from issuer.workbook.errors import WorkbookError
from issuer.workbook.format.cells import Sheet, in_quotes
from issuer.workbook.format.files import load_sheets
from issuer.workbook.layouts.days_of_month import with_whole_days
from issuer.workbook.layouts.profile import Layout
from issuer.workbook.layouts.recognise import find_tables, has_table
from issuer.workbook.model import AttendanceRecords, SetAside
from issuer.workbook.parsing.attendance_columns import find_people_header
from issuer.workbook.parsing.attendance_sheet import parse_attendance_sheet
from issuer.workbook.parsing.module_sheet import find_sessions_header, parse_module_sheet


def read_workbook(
    path: Path, *, module_path: Path | None, today: date, answers: Answers = NO_ANSWERS
) -> AttendanceRecords:
    """Understand an attendance workbook.

    Args:
        path: XLSX, ODS or XLS; or the CSV file with the list of people.
        module_path: a file of any of these formats that describes the module, instead of what
            ``path`` says of it. None: the sheet « Module »; for ``X.presences.csv`` the file
            ``X.module.csv`` beside it.
        today: nobody is born after it.
        answers: what a person decided about the list of people.

    Returns:
        What was understood, with every problem at its cell. A row with a problem is a
        ``RefusedRow``; so is every row while the module has one.

    Raises:
        WorkbookError: the file as a whole says nothing about anybody; in French, and without
            the content of any cell.
    """
    sheets, understood = load_people_sheets(path)
    module_path = module_path or _module_beside(path)
    if module_path is None:
        return understand_sheets(sheets, None, understood=understood, today=today, answers=answers)
    module_sheets, how = load_module_sheets(module_path)
    return understand_sheets(
        sheets, module_sheets, understood=understood + how, today=today, answers=answers
    )


def load_people_sheets(path: Path) -> tuple[tuple[Sheet, ...], tuple[Sentence, ...]]:
    """Return the sheets of a file that holds the list of people, and lines on how it was read.

    Raises:
        WorkbookError: as ``read_workbook``.
    """
    sheets, understood = load_sheets(
        path, recognised=lambda sheet: _has_people(sheet) or has_table(sheet)
    )
    return tuple(map(with_whole_days, sheets)), understood


def load_module_sheets(path: Path) -> tuple[tuple[Sheet, ...], tuple[Sentence, ...]]:
    """Return the sheets of a file that describes the module, and lines on how it was read.

    Raises:
        WorkbookError: as ``read_workbook``.
    """
    return load_sheets(path, recognised=_has_sessions)


def understand_sheets(
    sheets: Sequence[Sheet],
    module_sheets: Sequence[Sheet] | None,
    *,
    understood: tuple[Sentence, ...],
    today: date,
    answers: Answers = NO_ANSWERS,
) -> AttendanceRecords:
    """Understand sheets that were loaded before; see ``read_workbook``.

    Args:
        sheets: of the file with the list of people.
        module_sheets: of a file of its own that describes the module, if there is one.
        understood: lines on how the files were read.
        today: nobody is born after it.
        answers: what a person decided about the list of people.

    Raises:
        WorkbookError: as ``read_workbook``.
    """
    people = find_people_sheet(sheets)
    if people is None and (tables := find_tables(sheets)):
        raise AnotherLayoutError(tables[0].layout)
    if people is None:
        raise WorkbookError(
            sentence(
                "La liste des présences est introuvable : aucune feuille n’a une ligne "
                "de titres avec « Nom », « Prénom » et « Date de naissance »."
            ),
            remedy=sentence("Donnez ces titres aux colonnes, puis la date de chaque séance."),
        )
    others = [sheet for sheet in sheets if sheet is not people]
    candidates = others if module_sheets is None else module_sheets
    module = find_module_sheet(candidates)
    if module is None:
        raise WorkbookError(
            sentence(
                "La description du module est introuvable : aucune feuille n’a une "
                "liste de séances avec « Date », « Début » et « Fin »."
            ),
            remedy=sentence(
                "Ajoutez une feuille « Module » comme dans le modèle, ou donnez "
                "aussi le fichier du module."
            ),
        )
    unread = [sheet.name for sheet in others if sheet is not module]
    if unread:
        names = listed([in_quotes(name) for name in unread])
        understood += (sentence("Feuilles laissées de côté : {names}.", names=names),)
    module_sheet = parse_module_sheet(module, today=today)
    attendance = parse_attendance_sheet(people, module_sheet, today=today, answers=answers)
    return AttendanceRecords(
        module=attendance.module.record,
        people=attendance.people,
        problems=attendance.problems,
        notices=attendance.notices,
        understood=(
            *understood,
            *attendance.module.understood,
            *attendance.understood,
            *(sentence("Décidé : {line}.", line=line) for line in answers.lines()),
        ),
        questions=attendance.questions,
        set_aside=(
            *(SetAside(sheet=name, place="", why=sentence("feuille non lue")) for name in unread),
            *attendance.set_aside,
        ),
    )


def find_people_sheet(sheets: Sequence[Sheet]) -> Sheet | None:
    """Return the sheet with the list of people.

    Raises:
        WorkbookError: several sheets would do.
    """
    return _choose(sheets, _PEOPLE, _has_people)


def find_module_sheet(sheets: Sequence[Sheet]) -> Sheet | None:
    """Return the sheet that describes the module.

    Raises:
        WorkbookError: several sheets would do.
    """
    return _choose(sheets, _MODULE, _has_sessions)


class AnotherLayoutError(WorkbookError):
    """A register of another shape than the template's."""

    def __init__(self, layout: Layout) -> None:
        """Say which."""
        super().__init__(
            sentence("Ce fichier est {layout}, pas le modèle.", layout=_LAYOUTS[layout]),
            remedy=sentence(
                "Apportez-le tel quel au bureau, qui demande une fois comment le "
                "lire ; par commande, donnez le profil qu’il a gardé (--profile)."
            ),
        )


_LAYOUTS = {
    Layout.GRID: sentence("une grille de présences d’une autre forme"),
    Layout.LOG: sentence("une liste avec une ligne par présence"),
    Layout.SHEETS: sentence("un classeur avec une feuille par séance"),
    Layout.MEETING: sentence("un rapport de réunion (Teams, Zoom ou Meet)"),
}

# Names of sheets after ``fold``; a sheet so named is the one, whatever the others hold.
_PEOPLE = frozenset({"presences", "presence"})
_MODULE = frozenset({"module"})


def _choose(
    sheets: Sequence[Sheet], names: frozenset[str], recognised: Callable[[Sheet], bool]
) -> Sheet | None:
    """Return the sheet with one of these names, else the only one with the header row.

    Raises:
        WorkbookError: several sheets would do.
    """
    named = [sheet for sheet in sheets if fold(sheet.name) in names]
    candidates = named or [sheet for sheet in sheets if recognised(sheet)]
    if len(candidates) > 1:
        found = listed([in_quotes(sheet.name) for sheet in candidates])
        raise WorkbookError(
            sentence("Plusieurs feuilles peuvent être la bonne : {names}.", names=found),
            remedy=sentence(
                "Gardez-en une seule dans le fichier, ou nommez-la comme dans le modèle."
            ),
        )
    return candidates[0] if candidates else None


def _has_people(sheet: Sheet) -> bool:
    return find_people_header(sheet) is not None


def _has_sessions(sheet: Sheet) -> bool:
    return find_sessions_header(sheet) is not None


def _module_beside(path: Path) -> Path | None:
    """Return the second file of a CSV pair: ``X.module.csv`` for ``X.presences.csv``."""
    stem, _, kind = path.stem.rpartition(".")
    beside = path.with_name(f"{stem}.module{path.suffix}")
    return beside if fold(kind) in _PEOPLE and beside.is_file() else None
