"""Marks as coordinators write them: ``P``, ``x``, « Présent », ``1``, « abs. », « rattrapée »."""

import re

from attestation.name import fold
from issuer.workbook.format.cells import Cell, Fault, quoted, text_of
from issuer.workbook.model import Mark

# After ``fold``: no case, no accent, no space, no full stop.
_WRITTEN = {
    Mark.PRESENT: "p x v 1 oui vrai true present presente presence visio visioconference",
    Mark.ABSENT: "a 0 non faux false abs absent absente absence",
    Mark.EXCUSED: "e exc excuse excusee",
    Mark.CAUGHT_UP: "r rat rattrape rattrapee rattrapage",
}
_BY_TEXT = {text: mark for mark, texts in _WRITTEN.items() for text in texts.split()}

# Signs that ``fold`` would erase. A dash stands for an absence, as on paper lists.
_BY_SIGN = dict.fromkeys("✓✔☑×", Mark.PRESENT) | dict.fromkeys("-–—−", Mark.ABSENT)

_FEMININE = re.compile(r"(?<=\w)(\(e\)|[·./-]e)$")

_HOW_TO_MARK = (
    "Écrivez P (présent·e), A (absent·e), E (excusé·e) ou R (rattrapé ailleurs) dans cette case."
)


def parse_mark(cell: Cell) -> Mark | Fault:
    """Understand one cell of a session's column.

    Whatever is not certain is a fault: « P? » or « 1/2 » must not become a presence because
    punctuation was dropped.
    """
    text = _FEMININE.sub("", text_of(cell).casefold())
    if not text:
        return Fault(message="La case de présence est vide.", remedy=_HOW_TO_MARK)
    if text in _BY_SIGN:
        return _BY_SIGN[text]
    mark = _BY_TEXT.get(fold(text))
    if mark is None or not all(c.isalnum() or c in " ." for c in text):
        return Fault(
            message=f"{quoted(cell)} n’est pas une marque de présence connue.",
            remedy=_HOW_TO_MARK,
        )
    return mark
