"""Birth dates that are possible, and unlikely: worth a look before they are signed."""

from collections.abc import Iterable, Iterator

from issuer.workbook.model import ModuleRecord, Notice
from issuer.workbook.parsing.attendance_row import Row

_YOUNGEST = 15
_OLDEST = 100


def find_unlikely(rows: Iterable[Row], module: ModuleRecord) -> Iterator[Notice]:
    """Point out who would be under 15 or over 100, or born after the module began."""
    for row in rows:
        if row.birth_date is None:
            continue
        born = row.birth_date.earliest()
        age = module.first_day.year - born.year
        if born >= module.first_day:
            message = "La naissance n’est pas avant le module : vérifiez."
        elif not _YOUNGEST <= age <= _OLDEST:
            message = f"La date de naissance donne {age} ans : vérifiez."
        else:
            continue
        yield Notice(sheet=row.sheet, row=row.number, message=message)
