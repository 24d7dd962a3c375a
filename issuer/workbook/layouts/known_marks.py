"""Which marks of a profile hold for another file."""

from collections.abc import Mapping

from issuer.workbook.answers import Meaning, mark_key
from issuer.workbook.format.cells import Fault, Sheet, Trait
from issuer.workbook.parsing.legend import read_legend
from issuer.workbook.parsing.marks import parse_mark


def marks_that_hold(marks: Mapping[str, Meaning], sheet: Sheet) -> dict[str, Meaning]:
    """Return the marks of a profile that may be taken over for this list.

    « A = present » was right for the list whose legend said so. In the next one of the same columns
    it is taken over where the legend says the same, or where A stands in a symbol font again;
    otherwise it is asked anew, since A is an absence to everybody else.
    """
    legend = read_legend(sheet)
    symbols = {
        mark_key(sheet.cell(*place))
        for place, traits in sheet.traits.items()
        if Trait.SYMBOL_FONT in traits
    }
    return {
        mark: meaning
        for mark, meaning in marks.items()
        if not _contradicts(mark, meaning)
        or mark in symbols
        or (mark in legend and legend[mark].meaning is meaning)
    }


def _contradicts(mark: str, meaning: Meaning) -> bool:
    read = parse_mark(mark or None)
    return not isinstance(read, Fault) and read is not meaning.mark
