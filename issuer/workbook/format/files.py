"""A file on disk as sheets of cells, by its content rather than its name."""

import stat
from collections.abc import Callable
from pathlib import Path

from issuer.words.sentence import Sentence, sentence
from issuer.workbook.errors import WorkbookError
from issuer.workbook.format.archive import ZIP
from issuer.workbook.format.cells import Sheet, visible
from issuer.workbook.format.child_answer import Refusal
from issuer.workbook.format.compound_file import COMPOUND_FILE
from issuer.workbook.format.csv_files import MAX_CSV_BYTES, parse_csv
from issuer.workbook.format.spreadsheet import read_spreadsheet, refuse

_CSV_SUFFIXES = frozenset({".csv", ".tsv", ".txt"})

_FROM_WHICH = sentence("Donnez le classeur ou la liste dont il vient.")
_AS_XLSX = sentence("Ouvrez-le dans votre tableur et enregistrez-le en XLSX.")
_OTHER_KINDS = {
    b"%pdf": (sentence("un PDF"), _FROM_WHICH),
    b"\x89png": (sentence("une image"), _FROM_WHICH),
    b"\xff\xd8\xff": (sentence("une image"), _FROM_WHICH),
    b"{\\rtf": (
        sentence("un texte RTF"),
        sentence("Copiez le tableau dans un tableur et enregistrez-le en XLSX."),
    ),
    b"<html": (sentence("une page web"), _AS_XLSX),
    b"<!doctype html": (sentence("une page web"), _AS_XLSX),
    b"<table": (sentence("une page web"), _AS_XLSX),
    b"<?xml": (sentence("du XML"), _AS_XLSX),
}
"""By how files begin, in small letters: many exports named XLS are pages of the web."""


def load_sheets(
    path: Path, *, recognised: Callable[[Sheet], bool]
) -> tuple[tuple[Sheet, ...], tuple[Sentence, ...]]:
    """Return the sheets of the file at ``path``, and lines saying how it was read.

    Args:
        path: XLSX, ODS, XLS or CSV.
        recognised: tells a sheet that has what is looked for; for CSV, see ``parse_csv``.

    Raises:
        WorkbookError: there is no such file, or nothing in it that can be read as a list.
    """
    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            raise WorkbookError(
                sentence("C’est un dossier, pas un fichier."),
                remedy=sentence("Donnez le classeur."),
            )
        if not stat.S_ISREG(status.st_mode):
            raise refuse(Refusal.NOT_A_WORKBOOK)
        if status.st_size == 0:
            raise WorkbookError(
                sentence("Ce fichier est vide."), remedy=sentence("Reprenez l’original.")
            )
        with path.open("rb") as file:
            head = file.read(MAX_CSV_BYTES + 1)
        if head.startswith((ZIP, COMPOUND_FILE)):
            return read_spreadsheet(path), ()
    except FileNotFoundError:
        raise WorkbookError(
            sentence("Ce fichier n’existe pas."), remedy=sentence("Vérifiez le nom et le dossier.")
        ) from None
    except (OSError, ValueError):  # ValueError: a path with a NUL
        raise WorkbookError(
            sentence("Ce fichier ne peut pas être ouvert."),
            remedy=sentence("Vérifiez que vous avez le droit de le lire."),
        ) from None
    for begins, (what, remedy) in _OTHER_KINDS.items():
        if head[:64].lstrip().lower().startswith(begins):
            raise WorkbookError(
                sentence("Ce fichier est {what}, pas un classeur.", what=what), remedy=remedy
            )
    if path.suffix.casefold() not in _CSV_SUFFIXES:
        raise refuse(Refusal.NOT_A_WORKBOOK)
    read = parse_csv(head, name=visible(path.name), recognised=recognised)
    return (read.sheet,), (read.understood,)
