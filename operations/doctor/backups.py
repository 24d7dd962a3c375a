"""Backups and drills: there, young enough, and elsewhere than the register."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial

from operations.backup.archive import read_key
from operations.backup.backup import backups_in, made_at, make_backup
from operations.backup.drill import RESULT
from operations.doctor.examination import Examination
from operations.doctor.line import Line, broken, look, ok

_BACKUP_AGE = timedelta(days=2)
_DRILL_AGE = timedelta(days=45)


def check_backups(examination: Examination) -> Iterator[Line]:
    """Look at the age of the newest backup, and where it lies."""
    installation = examination.installation
    settings = installation.backup
    read_key(settings.key_file)
    found = backups_in(settings.folder)
    mend = partial(make_backup, installation, examination.register, at=examination.at)
    if not found:
        yield broken("sauvegardes", f"aucune dans {settings.folder}", "attest backup", mend=mend)
        return
    age = examination.at - made_at(found[-1])
    if age > _BACKUP_AGE:
        words = f"la dernière a {age.days} jours"
        yield broken("sauvegardes", words, "attest backup", mend=mend)
    else:
        yield ok(
            "sauvegardes", f"{len(found)}, la dernière il y a {age.total_seconds() / 3600:.0f} h"
        )
    if settings.folder.stat().st_dev == installation.issuer.folder.stat().st_dev:
        remedy = "[backup] folder sur un autre disque, copié hors du bâtiment"
        yield look("sauvegardes", "elles sont sur le disque du registre", remedy)


def check_drill(examination: Examination) -> Iterator[Line]:
    """Look at when a backup was last proved to sign."""
    try:
        result = json.loads((examination.installation.backup.folder / RESULT).read_bytes())
        at = datetime.fromisoformat(result["at"])
    except (OSError, ValueError, KeyError, TypeError):
        yield broken("exercice", "aucune sauvegarde n’a fait ses preuves", "attest drill")
        return
    age = examination.at - at
    if age > _DRILL_AGE:
        yield broken("exercice", f"le dernier a {age.days} jours", "attest drill")
    else:
        yield ok("exercice", f"{result['backup']} a signé il y a {age.days} jours")
