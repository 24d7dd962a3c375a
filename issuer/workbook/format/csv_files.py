"""A CSV file as a sheet of cells, whatever encoding and delimiter the spreadsheet chose."""

import codecs
import csv
import io
import re
from collections.abc import Callable
from dataclasses import dataclass

from issuer.words.sentence import Sentence, sentence
from issuer.workbook.errors import WorkbookError
from issuer.workbook.format.cells import Cell, Sheet, clean_text
from issuer.workbook.format.child_answer import MAX_COLUMNS, MAX_ROWS

MAX_CSV_BYTES = 5 * 1024 * 1024  # 10,000 people with 20 sessions are 1 MB

_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig", sentence("UTF-8 avec BOM")),
    (codecs.BOM_UTF16_LE, "utf-16", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "UTF-16"),
)
# In order: what is valid UTF-8 is hardly ever anything else; Windows-1252 accepts nearly all.
_WITHOUT_MARK = (("utf-8", "UTF-8"), ("cp1252", "Windows-1252"))

_DELIMITERS = {
    ";": sentence("point-virgule"),
    ",": sentence("virgule"),
    "\t": sentence("tabulation"),
}

# « é » of Mac Roman is 0x8E: « Ž » to Windows, which no word has after a small letter.
_MAC_ROMAN = re.compile("[a-zà-ÿ][ŽŸ]|[ŽŸ][a-z]+Ž")
_SAVE_AGAIN = sentence(
    "Enregistrez-le de nouveau en « CSV UTF-8 », ou donnez le classeur lui-même."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CsvSheet:
    """A CSV file, read, with how it was."""

    sheet: Sheet
    understood: Sentence


def parse_csv(data: bytes, *, name: str, recognised: Callable[[Sheet], bool]) -> CsvSheet:
    """Return the one sheet of a CSV file.

    Args:
        data: the bytes of the file.
        name: what the sheet is called in messages: the file's name.
        recognised: tells whether a sheet has the header row that is looked for. It decides
            between delimiters: counting them would be misled by commas in a theme.

    Raises:
        WorkbookError: too large, not text, or a quotation mark that does not close.
    """
    if len(data) > MAX_CSV_BYTES:
        raise WorkbookError(
            sentence("Ce fichier CSV dépasse 5 Mo : ce n’est pas une liste de présences."),
            remedy=sentence("Donnez seulement la liste du module."),
            sheet=name,
        )
    text, encoding = _decode(data, name)
    readings: dict[Sentence, Sheet] = {}
    quote_left_open = False
    for delimiter, words in _DELIMITERS.items():
        try:
            readings[words] = Sheet(name=name, rows=_split(text, delimiter, name))
        except csv.Error as error:
            # The other error, a quotation mark inside a field, only says: another delimiter.
            quote_left_open |= "end of data" in str(error)
    chosen = next((words for words, sheet in readings.items() if recognised(sheet)), None)
    if chosen is None and (quote_left_open or not readings):
        raise WorkbookError(
            sentence("Un guillemet de ce fichier CSV ne se referme pas."),
            remedy=_SAVE_AGAIN,
            sheet=name,
        )
    chosen = chosen or next(iter(readings))  # the caller says which header it does not find
    return CsvSheet(
        sheet=readings[chosen],
        understood=sentence(
            "Fichier « {name} » lu en {encoding}, séparateur : {delimiter}.",
            name=name,
            encoding=encoding,
            delimiter=chosen,
        ),
    )


def _decode(data: bytes, name: str) -> tuple[str, str]:
    for mark, codec, words in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            attempts: tuple[tuple[str, str], ...] = ((codec, words),)
            break
    else:
        unmarked = _utf16_without_mark(data)
        attempts = ((unmarked, "UTF-16"),) if unmarked else _WITHOUT_MARK
    for codec, words in attempts:
        try:
            text = data.decode(codec)
        except UnicodeDecodeError:
            continue
        if codec == "cp1252" and _MAC_ROMAN.search(text):
            raise WorkbookError(
                sentence(
                    "Ce fichier CSV vient d’un Mac, dans un ancien codage (Mac Roman) : "
                    "ses accents seraient faux."
                ),
                remedy=_SAVE_AGAIN,
                sheet=name,
            )
        if "\0" not in text:
            return text, words
    raise WorkbookError(
        sentence("Ce fichier n’est pas un texte CSV que l’on puisse lire."),
        remedy=_SAVE_AGAIN,
        sheet=name,
    )


def _utf16_without_mark(data: bytes) -> str | None:
    """Recognise UTF-16 by its zeros: most second bytes of a list in Latin script."""
    if len(data) < 4 or len(data) % 2:
        return None
    half = len(data) // 2
    if data[1::2].count(0) > half / 2:
        return "utf-16-le"
    return "utf-16-be" if data[0::2].count(0) > half / 2 else None


def _split(text: str, delimiter: str, name: str) -> tuple[tuple[Cell, ...], ...]:
    rows: list[tuple[Cell, ...]] = []
    # Strict, since the other way a quotation mark left open swallows the rest of the list.
    for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True):
        rows.append(tuple(map(clean_text, row)))
        if len(rows) > MAX_ROWS or len(row) > MAX_COLUMNS:
            raise WorkbookError(
                sentence(
                    "Ce fichier CSV a plus de {rows} lignes ou de {columns} colonnes.",
                    rows=MAX_ROWS,
                    columns=MAX_COLUMNS,
                ),
                remedy=sentence("Donnez seulement la liste du module."),
                sheet=name,
            )
    return tuple(rows)
