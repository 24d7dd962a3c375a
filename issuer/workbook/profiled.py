"""Files of another shape than the template's, read by a profile that was kept before."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from issuer.words.sentence import Sentence, listed, sentence
from issuer.workbook.answers import NO_ANSWERS, Answers
from issuer.workbook.errors import WorkbookError
from issuer.workbook.format.cells import Sheet
from issuer.workbook.format.files import load_sheets
from issuer.workbook.layouts.arrange import Arranged, arrange
from issuer.workbook.layouts.enrolment import Unmatched, is_enrolment
from issuer.workbook.layouts.known_marks import marks_that_hold
from issuer.workbook.layouts.profile import MAX_PROFILE_CHARACTERS, Profile, decode_profile
from issuer.workbook.layouts.reading import Reading
from issuer.workbook.model import AttendanceRecords
from issuer.workbook.reader import find_module_sheet, load_people_sheets, understand_sheets


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfiledFiles:
    """What goes with a file that is read by a profile."""

    profile: Profile
    more: tuple[Path, ...] = ()
    """Other files of the same shape, such as the reports of other sessions."""
    enrolled: Path | None = None
    """The list of enrolled people."""
    people_of: str | None = None
    """Or the code of an earlier module, whose people are that list."""
    people: Mapping[str, int | None] = field(default_factory=dict)
    """By ``name_key`` the line of that list, or None for nobody of it, as a person decided."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """The sheets of files as they were brought, by what they are."""

    register: tuple[Sheet, ...]
    module: tuple[Sheet, ...] | None = None
    """Of a file of its own."""
    enrolled: tuple[Sheet, ...] | None = None
    """Same."""
    are_earlier: bool = False
    """The enrolled people are those of an earlier module: who is not in these files is not here."""
    understood: tuple[Sentence, ...] = field(default=())

    def read_sheets(self) -> list[Sheet]:
        """Return the sheets of the register alone.

        Raises:
            WorkbookError: as ``module_sheet`` and ``enrolled_sheet``.
        """
        beside = (self.module_sheet(), self.enrolled_sheet())
        return [sheet for sheet in self.register if all(sheet is not one for one in beside)]

    def module_sheet(self) -> Sheet | None:
        """Return the sheet that describes the module, from its own file or among the others.

        Raises:
            WorkbookError: several would do.
        """
        found = find_module_sheet(self.register if self.module is None else self.module)
        if self.module is not None and found is None:
            raise WorkbookError(
                sentence("La description du module est introuvable dans le fichier du module."),
                remedy=sentence("Donnez une liste de séances avec « Date », « Début » et « Fin »."),
            )
        return found

    def enrolled_sheet(self) -> Sheet | None:
        """Return the list of enrolled people, from its own file or among the others.

        Raises:
            WorkbookError: several would do, or the file that was given has none.
        """
        found = [one for one in self.enrolled or self.register if is_enrolment(one)]
        if len(found) > 1 or (self.enrolled is not None and not found):
            raise WorkbookError(
                sentence(
                    "La liste des personnes inscrites est introuvable, ou il y en a plusieurs."
                ),
                remedy=sentence(
                    "Donnez une liste avec « Nom », « Prénom » et « Date de naissance »."
                ),
            )
        return found[0] if found else None

    def arrange(self, reading: Reading, *, today: date) -> Arranged:
        """Bring the files into the template's shape.

        Raises:
            WorkbookError: what is missing, or cannot be.
        """
        return arrange(
            self.read_sheets(),
            reading=reading,
            module=self.module_sheet(),
            enrolled=self.enrolled_sheet(),
            are_earlier=self.are_earlier,
            today=today,
        )


def load_profile(path: Path) -> Profile:
    """Read a profile that the desk wrote.

    Raises:
        WorkbookError: it cannot be read, or is none.
    """
    try:
        with path.open(encoding="utf-8") as file:
            return decode_profile(file.read(MAX_PROFILE_CHARACTERS + 1))
    except (OSError, ValueError):
        raise WorkbookError(
            sentence("Ce fichier n’est pas un profil de lecture."),
            remedy=sentence("Téléchargez-le au bureau, sur la page d’un classeur qu’il a lu."),
        ) from None


def load_source(
    paths: Sequence[Path], *, module_path: Path | None, enrolled_path: Path | None
) -> Source:
    """Read the files of a register, that of its module, and the list of enrolled people.

    Raises:
        WorkbookError: one of them is not read.
    """
    register: list[Sheet] = []
    understood: list[Sentence] = []
    for path in paths:
        sheets, how = load_people_sheets(path)
        register += _named(sheets, {sheet.name for sheet in register}, path.name)
        understood += how
    groups: list[tuple[Sheet, ...] | None] = []
    for other in (module_path, enrolled_path):
        if other is None:
            groups.append(None)
            continue
        sheets, how = load_sheets(other, recognised=_is_beside)
        groups.append(sheets)
        understood += how
    return Source(
        register=tuple(register),
        module=groups[0],
        enrolled=groups[1],
        understood=tuple(understood),
    )


def read_profiled(
    path: Path,
    files: ProfiledFiles,
    *,
    module_path: Path | None,
    today: date,
    answers: Answers = NO_ANSWERS,
    earlier: Sheet | None = None,
) -> AttendanceRecords:
    """Understand files by a profile; what it does not say is a problem or a refusal.

    Args:
        path: the register of presences.
        files: the profile, and what goes with it.
        module_path: the description of the module, where it is a file of its own.
        today: no session is later.
        answers: what a person decided.
        earlier: the people of ``files.people_of``.

    Raises:
        WorkbookError: as ``read_workbook``, or the files are not of the profile's shape.
    """
    source = load_source([path, *files.more], module_path=module_path, enrolled_path=files.enrolled)
    if earlier is not None:
        source = replace(source, enrolled=(earlier,), are_earlier=True)
    found = source.arrange(Reading(profile=files.profile, people=files.people), today=today)
    marks = marks_that_hold(files.profile.marks, found.sheets[0])
    by_profile = Answers(marks=marks, set_aside=found.set_aside)
    return understand_sheets(
        found.sheets,
        None,
        understood=(*source.understood, *found.understood, *_near(found.unmatched)),
        today=today,
        answers=by_profile.with_more(answers),
    )


def _near(unmatched: Sequence[Unmatched]) -> Iterator[Sentence]:
    """Say who a name that the list does not have may be; a person decides."""
    for one in unmatched:
        lines: list[object] = [
            sentence("ligne {row} « {name} »", row=near.row, name=near.full_name)
            for near in one.near
        ]
        yield sentence(
            "« {name} » n’est pas dans la liste ; noms proches : {names}.",
            name=one.name,
            names=listed(lines or [sentence("aucun")]),
        )


def _is_beside(sheet: Sheet) -> bool:
    return is_enrolment(sheet) or find_module_sheet([sheet]) is not None


def _named(sheets: Sequence[Sheet], taken: set[str], file: str) -> list[Sheet]:
    """Return the sheets, none of them called as one of another file."""
    named = []
    for sheet in sheets:
        name = sheet.name
        while name in taken:
            name = f"{file} – {name}" if not name.startswith(file) else f"{name} ′"
        taken.add(name)
        named.append(replace(sheet, name=name))
    return named
