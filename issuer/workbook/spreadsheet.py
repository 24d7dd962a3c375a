"""A spreadsheet file as sheets of cells, by way of a child process with limits.

XLSX, ODS and XLS are formats in which a few bytes can ask for any amount of memory and time. So
another process opens them, with 512 MB and 10 seconds, and this one reads only its short answer.
"""

import subprocess
import sys
import threading
from pathlib import Path
from typing import IO, cast

from attestation.errors import WorkbookError
from issuer.workbook.cells import Sheet
from issuer.workbook.child_answer import (
    MAX_ANSWER_BYTES,
    MAX_COLUMNS,
    MAX_ROWS,
    Refusal,
    RefusedFileError,
    decode_answer,
)

MAX_WALL_SECONDS = 10.0  # design §9
_CHILD = (sys.executable, "-I", "-m", "issuer.workbook.spreadsheet_child")

# Rust ends a process that is out of memory by SIGABRT; the kernel one that is out of time by
# SIGXCPU, and the watchdog below by SIGKILL. See signal(7); Popen gives them as negative.
_OUT_OF_MEMORY = -6
_OUT_OF_TIME = (-24, -9)

_COPY = "Copiez la liste, sans le reste, dans le modèle vide (attest-issuer template)."
_REASONS = {
    Refusal.NOT_A_WORKBOOK: (
        "Ce fichier n’est pas un classeur XLSX, ODS ou XLS, ni un fichier CSV.",
        "Donnez la liste des présences enregistrée par votre tableur.",
    ),
    Refusal.DAMAGED: (
        "Ce classeur est abîmé ou incomplet : il ne peut pas être lu.",
        "Ouvrez-le dans votre tableur, enregistrez-le de nouveau, ou reprenez l’original.",
    ),
    Refusal.PASSWORD: (
        "Ce classeur est protégé par un mot de passe.",
        "Enregistrez-en une copie sans mot de passe.",
    ),
    Refusal.UNFOLDS_TOO_LARGE: (
        "Ce fichier se déplie en plus de 64 Mo : ce n’est pas une liste de présences.",
        _COPY,
    ),
    Refusal.FAR_CELL: (
        f"La case {{place}} est remplie, très loin du tableau (au plus {MAX_ROWS} lignes "
        f"et {MAX_COLUMNS} colonnes).",
        "Videz cette case, ou copiez la liste dans le modèle vide.",
    ),
    Refusal.TOO_LARGE: (
        "Ce classeur demande trop de mémoire ; souvent, une case est remplie très loin du "
        "tableau, ou le fichier contient bien plus qu’une liste.",
        _COPY,
    ),
    Refusal.TOO_SLOW: (
        "Ce classeur demande trop de temps pour être lu.",
        _COPY,
    ),
}


def read_spreadsheet(path: Path) -> tuple[Sheet, ...]:
    """Give the visible sheets of the workbook at ``path``.

    Raises:
        WorkbookError: with the reason why this file is not read.
        OSError: it cannot be opened.
    """
    try:
        return decode_answer(_ask_child(path))
    except RefusedFileError as error:
        raise refuse(error.refusal, place=error.place) from None


def refuse(refusal: Refusal, *, place: str | None = None) -> WorkbookError:
    """Give the error that says in French why a file is not read."""
    message, remedy = _REASONS[refusal]
    return WorkbookError(message.format(place=place or "?"), remedy=remedy)


def _ask_child(path: Path) -> bytes:
    """Give what the child said of the file, bounded in time and length.

    The child reads from the open file itself, so the bytes never pass through this process.
    """
    with (
        path.open("rb") as file,
        subprocess.Popen(  # noqa: S603 (our own module, no word of the file in the arguments)
            _CHILD, stdin=file, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        ) as child,
    ):
        watchdog = threading.Timer(MAX_WALL_SECONDS, child.kill)
        watchdog.start()
        try:
            answer = cast(IO[bytes], child.stdout).read(MAX_ANSWER_BYTES + 1)
            if len(answer) > MAX_ANSWER_BYTES:
                child.kill()
            status = child.wait()
        finally:
            watchdog.cancel()
    if len(answer) > MAX_ANSWER_BYTES or status == _OUT_OF_MEMORY:
        raise RefusedFileError(Refusal.TOO_LARGE)
    if status in _OUT_OF_TIME:
        raise RefusedFileError(Refusal.TOO_SLOW)
    return answer  # empty after any other end, which is not an answer
