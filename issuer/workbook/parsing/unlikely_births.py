"""Names and birth dates that are possible but unlikely, pointed out before they are signed."""

from collections.abc import Iterable, Iterator, Sequence

from issuer.words.sentence import sentence
from issuer.workbook.format.cells import Fault
from issuer.workbook.model import ModuleRecord, Notice
from issuer.workbook.parsing.attendance_row import Row

_YOUNGEST = 15
_OLDEST = 100
_LEAST_NAMED = 3


def whole_names_in_one_column(rows: Sequence[Row]) -> Fault | None:
    """Find a list in which nobody has a given name, and most names are of two words or more."""
    named = [row for row in rows if row.holder]
    single = [row for row in named if row.given_name is None]
    long = [row for row in single if " " in row.family_name]
    if len(named) < _LEAST_NAMED or len(single) < len(named) or 2 * len(long) <= len(named):
        return None
    return Fault(
        message=sentence("Personne n’a de prénom, et la plupart des noms ont plusieurs mots."),
        remedy=sentence("Mettez les prénoms dans la colonne « Prénom »."),
    )


def find_unlikely(rows: Iterable[Row], module: ModuleRecord) -> Iterator[Notice]:
    """Point out single names, and who would be under 15 or over 100, or born after it began."""
    for row in rows:
        if row.is_named_by_given_name:
            message = sentence("Un prénom sans nom de famille : est-ce un nom unique ?")
            yield Notice(sheet=row.sheet, row=row.number, message=message)
        if row.birth_date is None:
            continue
        born = row.birth_date.earliest()
        age = module.first_day.year - born.year
        if born >= module.first_day:
            message = sentence("La naissance n’est pas avant le module : vérifiez.")
        elif not _YOUNGEST <= age <= _OLDEST:
            message = sentence("La date de naissance donne {age} ans : vérifiez.", age=age)
        else:
            continue
        yield Notice(sheet=row.sheet, row=row.number, message=message)
