"""A spreadsheet file as sheets of cells, by way of a confined child process.

A few bytes of XLSX, ODS or XLS can demand any amount of memory and time. So a child process opens
them (``runtime.sandbox``), and this one reads only its short answer.
"""

from pathlib import Path

from issuer.words.sentence import sentence
from issuer.workbook.errors import WorkbookError
from issuer.workbook.format.cells import Sheet
from issuer.workbook.format.child_answer import (
    MAX_ANSWER_BYTES,
    MAX_COLUMNS,
    MAX_FILE_BYTES,
    MAX_ROWS,
    Refusal,
    RefusedFileError,
    decode_answer,
)
from runtime.sandbox.bounds import Bounds
from runtime.sandbox.process import Failure, ask_child

BOUNDS = Bounds(input_bytes=MAX_FILE_BYTES, answer_bytes=MAX_ANSWER_BYTES)
_CHILD = "issuer.workbook.format.spreadsheet_child"

_COPY = sentence("Copiez la liste, sans le reste, dans le modèle vide (attest-issuer template).")
_REASONS = {
    Refusal.NOT_A_WORKBOOK: (
        sentence("Ce fichier n’est pas un classeur XLSX, ODS ou XLS, ni un fichier CSV."),
        sentence("Donnez la liste des présences enregistrée par votre tableur."),
    ),
    Refusal.TEXT_DOCUMENT: (
        sentence(
            "Ce fichier est un texte ou un diaporama (Word, Writer, PowerPoint), pas un classeur."
        ),
        sentence("Copiez le tableau dans un tableur et enregistrez-le en XLSX ou ODS."),
    ),
    Refusal.NUMBERS: (
        sentence("Ce fichier est de Numbers (Apple)."),
        sentence("Dans Numbers : Fichier, Exporter vers, Excel ; donnez ce fichier-là."),
    ),
    Refusal.DAMAGED: (
        sentence("Ce classeur est abîmé ou incomplet : il ne peut pas être lu."),
        sentence(
            "Ouvrez-le dans votre tableur, enregistrez-le de nouveau, ou reprenez l’original."
        ),
    ),
    Refusal.BEFORE_1997: (
        sentence(
            "Ce classeur est d’Excel 95 ou d’avant : ce qui y est barré ou masqué n’est pas vu."
        ),
        sentence("Ouvrez-le dans votre tableur et enregistrez-le en XLSX."),
    ),
    Refusal.PASSWORD: (
        sentence("Ce classeur est protégé par un mot de passe."),
        sentence("Enregistrez-en une copie sans mot de passe."),
    ),
    Refusal.UNFOLDS_TOO_LARGE: (
        sentence("Ce fichier se déplie en plus de 64 Mo : ce n’est pas une liste de présences."),
        _COPY,
    ),
    Refusal.TOO_LARGE: (
        sentence(
            "Ce classeur demande trop de mémoire ; souvent, une case est remplie très loin du "
            "tableau, ou le fichier contient bien plus qu’une liste."
        ),
        _COPY,
    ),
    Refusal.TOO_SLOW: (
        sentence("Ce classeur demande trop de temps pour être lu."),
        _COPY,
    ),
}


def read_spreadsheet(path: Path) -> tuple[Sheet, ...]:
    """Return the visible sheets of the workbook at ``path``.

    Raises:
        WorkbookError: with the reason why this file is not read.
        OSError: it cannot be opened.
    """
    try:
        return decode_answer(_ask_child(path))
    except RefusedFileError as error:
        raise refuse(error.refusal, place=error.place) from None


def refuse(refusal: Refusal, *, place: str | None = None) -> WorkbookError:
    """Return the error that says why a file is not read."""
    if refusal is Refusal.FAR_CELL:
        return _far_cell(place or "?")
    message, remedy = _REASONS[refusal]
    return WorkbookError(message, remedy=remedy)


def _far_cell(place: str) -> WorkbookError:
    if place.endswith(str(MAX_ROWS + 1)):
        return WorkbookError(
            sentence(
                "Ce classeur a plus de {rows} lignes : c’est le plus qui se lit.", rows=MAX_ROWS
            ),
            remedy=sentence("Partagez la liste en plusieurs fichiers."),
        )
    return WorkbookError(
        sentence(
            "La case {place} est remplie, très loin du tableau (au plus {rows} lignes et "
            "{columns} colonnes).",
            place=place,
            rows=MAX_ROWS,
            columns=MAX_COLUMNS,
        ),
        remedy=sentence("Videz cette case, ou copiez la liste dans le modèle vide."),
    )


def _ask_child(path: Path) -> bytes:
    """Return the child's answer about the file, whose bytes never pass through this process."""
    with path.open("rb") as file:
        answer = ask_child(_CHILD, file, bounds=BOUNDS)
    match answer:
        case Failure.OUT_OF_MEMORY | Failure.ANSWER_TOO_LONG:
            raise RefusedFileError(Refusal.TOO_LARGE)
        case Failure.TOO_SLOW:
            raise RefusedFileError(Refusal.TOO_SLOW)
        case Failure.CRASHED:
            raise RefusedFileError(Refusal.DAMAGED)
        case said:
            return said
