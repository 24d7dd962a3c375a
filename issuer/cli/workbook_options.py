"""Options of ``check`` and ``issue`` by which a person decides how a workbook is read."""

import re
from collections.abc import Callable
from datetime import date
from functools import wraps
from pathlib import Path
from typing import Any

import click

from attestation.errors import ConfigurationError
from issuer.workbook.answers import Answers, Meaning, mark_key, parse_place
from issuer.workbook.format.cells import Sheet, clean_text
from issuer.workbook.layouts.enrolment import name_key
from issuer.workbook.model import AttendanceRecords
from issuer.workbook.profiled import ProfiledFiles, load_profile, read_profiled
from issuer.workbook.reader import read_workbook

_profile = click.option(
    "--profile",
    "profile_path",
    type=click.Path(path_type=Path),
    help="Profil de lecture écrit par le bureau, pour un fichier d’une autre forme que le modèle.",
)
_more = click.option(
    "--more",
    type=click.Path(path_type=Path),
    multiple=True,
    help="Avec --profile : autre fichier de la même forme, comme le rapport d’une autre séance.",
)
_enrolled = click.option(
    "--enrolled",
    type=click.Path(path_type=Path),
    help="Avec --profile : liste des personnes inscrites, avec leur date de naissance.",
)
_people_of = click.option(
    "--people-of",
    metavar="CODE",
    help="Avec --profile, au lieu de --enrolled : les personnes d’un module déjà délivré.",
)
_who = click.option(
    "--who",
    metavar="NOM=LIGNE",
    multiple=True,
    help="Avec --enrolled : ce nom du fichier est cette ligne de la liste des inscrits ; "
    "NOM=0 : n’est pas un·e participant·e.",
)
_mark = click.option(
    "--mark",
    "marks",
    metavar="MARQUE=SENS",
    multiple=True,
    help="Ce que cette marque veut dire dans toute la feuille : « =absent » pour les cases vides. "
    f"Sens : {', '.join(meaning.value for meaning in Meaning)}.",
)
_set_aside = click.option(
    "--set-aside",
    metavar="PLACE",
    multiple=True,
    help="Colonne (K), ligne (14) ou case (K14) de la liste à laisser de côté.",
)
_keep = click.option(
    "--keep",
    "kept",
    metavar="PLACE",
    multiple=True,
    help="Colonne, ligne ou case barrée ou masquée, qui compte quand même.",
)


def with_answers(command: Callable[..., None]) -> Callable[..., None]:
    """Add the options by which a person decides what the program may not."""

    @wraps(command)
    def answered(
        *args: Any,
        marks: tuple[str, ...],
        set_aside: tuple[str, ...],
        kept: tuple[str, ...],
        **others: Any,
    ) -> None:
        command(*args, answers=_answers(marks, set_aside, kept), **others)

    return _mark(_set_aside(_keep(answered)))


def with_profile(command: Callable[..., None]) -> Callable[..., None]:
    """Add the options by which a file of another shape is read."""

    @wraps(command)
    def read_so(
        *args: Any,
        profile_path: Path | None,
        more: tuple[Path, ...],
        enrolled: Path | None,
        people_of: str | None,
        who: tuple[str, ...],
        **others: Any,
    ) -> None:
        profiled = None
        if enrolled is not None and people_of is not None:
            raise ConfigurationError("--enrolled, --people-of", "l’un ou l’autre")
        if profile_path is not None:
            profile = load_profile(profile_path)
            profiled = ProfiledFiles(
                profile=profile,
                more=more,
                enrolled=enrolled,
                people_of=people_of,
                people=_people(who),
            )
        elif more or enrolled is not None or people_of is not None or who:
            raise ConfigurationError(
                "--more, --enrolled, --people-of, --who", "seulement avec --profile"
            )
        command(*args, profiled=profiled, **others)

    return _profile(_more(_enrolled(_people_of(_who(read_so)))))


def reader_of(
    workbook: Path,
    module_path: Path | None,
    answers: Answers,
    profiled: ProfiledFiles | None,
    *,
    earlier: Callable[[str], Sheet],
) -> Callable[[date], AttendanceRecords]:
    """Return how the workbook is read, on the day on which it is.

    Args:
        workbook: the file.
        module_path: the description of the module, where it is a file of its own.
        answers: what a person decided.
        profiled: what a file of another shape is read by.
        earlier: returns the people of an earlier module by its code.
    """

    def read(today: date) -> AttendanceRecords:
        if profiled is None:
            return read_workbook(workbook, module_path=module_path, today=today, answers=answers)
        return read_profiled(
            workbook,
            profiled,
            module_path=module_path,
            today=today,
            answers=answers,
            earlier=None if profiled.people_of is None else earlier(profiled.people_of),
        )

    return read


def _people(texts: tuple[str, ...]) -> dict[str, int | None]:
    people: dict[str, int | None] = {}
    for text in texts:
        name, _, line = text.rpartition("=")
        key = name_key(clean_text(name) or "")
        if not key or not re.fullmatch("[0-9]{1,5}", line.strip()):
            raise ConfigurationError("--who", "un nom et une ligne : « Awa Dialo=12 »")
        people[key] = int(line) or None
    return people


def _answers(marks: tuple[str, ...], set_aside: tuple[str, ...], kept: tuple[str, ...]) -> Answers:
    meanings: dict[str, Meaning] = {}
    for text in marks:
        mark, _, word = text.rpartition("=")
        try:
            meanings[mark_key(clean_text(mark))] = Meaning(word.strip().casefold())
        except ValueError:
            known = ", ".join(meaning.value for meaning in Meaning)
            raise ConfigurationError("--mark", f"une marque et un sens ({known})") from None
    try:
        aside, counted = (frozenset(map(parse_place, places)) for places in (set_aside, kept))
    except ValueError:
        raise ConfigurationError(
            "--set-aside, --keep", "une colonne, une ligne ou une case : K, 14 ou K14"
        ) from None
    return Answers(marks=meanings, set_aside=aside, kept=counted)
