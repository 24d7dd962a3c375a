"""Marks as coordinators write them: ``P``, ``x``, « Présent », ``1``, « abs. », « rattrapée ».

A mark that the sheet's legend contradicts, or that cannot be read, is a question about the whole
sheet and is never guessed.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass

from attestation.name import fold
from issuer.words.sentence import sentence
from issuer.workbook.answers import Meaning, mark_key
from issuer.workbook.format.cells import Cell, CellError, Fault, quoted, text_of
from issuer.workbook.model import Mark, Question
from issuer.workbook.parsing.legend import LegendEntry, meaning_of

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

_HOW_TO_MARK = sentence(
    "Écrivez P (présent·e), A (absent·e), E (excusé·e) ou R (rattrapé ailleurs) dans cette case."
)
_MOST_QUESTIONS = 40  # distinct marks; a sheet with more of them is no list of presences


def parse_mark(cell: Cell) -> Mark | Fault:
    """Understand one cell of a session's column by the words that we know.

    Whatever is not certain is a fault: « P? » or « 1/2 » must not become a presence because
    punctuation was dropped.
    """
    text = _FEMININE.sub("", text_of(cell).casefold())
    if not text:
        return Fault(message=sentence("La case de présence est vide."), remedy=_HOW_TO_MARK)
    if text in _BY_SIGN:
        return _BY_SIGN[text]
    mark = _BY_TEXT.get(fold(text))
    if mark is None or not all(c.isalnum() or c in " ." for c in text):
        return Fault(
            message=sentence("{cell} n’est pas une marque de présence connue.", cell=quoted(cell)),
            remedy=_HOW_TO_MARK,
        )
    return mark


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenMark:
    """A cell of a session's column, as the file has it."""

    cell: Cell
    in_symbol_font: bool = False
    is_uncomputed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkReader:
    """Reads the marks of one sheet by its legend and by what a person answered."""

    legend: Mapping[str, LegendEntry]
    answers: Mapping[str, Meaning]
    symbols: Set[str]
    """Keys of marks that stand in a symbol font somewhere."""

    @property
    def contradicts(self) -> bool:
        """Whether the legend says of some mark the opposite of what we would read."""
        return any(self._differs(key) for key in self.legend)

    def read(self, mark: WrittenMark) -> Meaning | Fault:
        """Understand one cell."""
        key = mark_key(mark.cell)
        if mark.is_uncomputed and mark.cell is None:
            return Fault(
                message=sentence("La case contient une formule sans valeur enregistrée."),
                remedy=sentence("Ouvrez le classeur dans votre tableur et enregistrez-le."),
            )
        if isinstance(mark.cell, CellError):
            return Fault(
                message=sentence("La case contient l’erreur {cell}.", cell=quoted(mark.cell)),
                remedy=_HOW_TO_MARK,
            )
        if answer := self.answers.get(key):
            return answer
        if key in self.symbols:
            return Fault(
                message=sentence(
                    "{cell} est dans une police de symboles : on voit un dessin, pas cette lettre.",
                    cell=quoted(mark.cell),
                ),
                remedy=_HOW_TO_MARK,
                question=key,
            )
        entry = self.legend.get(key)
        if self.contradicts and key:
            cell = quoted(mark.cell)
            message = (
                sentence("{cell} : la légende dit « {quote} ».", cell=cell, quote=entry.quote)
                if entry
                else sentence("{cell} : la légende ne le dit pas.", cell=cell)
            )
            return Fault(message=message, remedy=_HOW_TO_MARK, question=key)
        if entry:
            return entry.meaning
        read = parse_mark(mark.cell)
        if isinstance(read, Fault):
            return Fault(message=read.message, remedy=read.remedy, question=key)
        return _MEANINGS[read]

    def questions(self, sheet: str, marks: Iterator[WrittenMark]) -> Iterator[Question]:
        """Ask what each mark means that cannot be read, the most frequent first."""
        counts: Counter[str] = Counter()
        written: dict[str, WrittenMark] = {}
        for mark in marks:
            read = self.read(mark)
            if isinstance(read, Fault) and read.question is not None:
                counts[read.question] += 1
                written.setdefault(read.question, mark)
        for key, count in counts.most_common(_MOST_QUESTIONS):
            shown = quoted(written[key].cell) if key else sentence("case vide")
            proposal = self._proposal(key)
            yield Question(
                key=key,
                sheet=sheet,
                message=sentence(
                    "{mark} ×{count} = {meaning} ?",
                    mark=shown,
                    count=count,
                    meaning=proposal.french,
                )
                if proposal
                else sentence(
                    "{mark} ×{count} : que veut dire cette marque ?", mark=shown, count=count
                ),
                remedy=sentence("Répondez une fois pour toute la feuille, ou corrigez les cases."),
                count=count,
                proposal=proposal.value if proposal else None,
            )

    def _proposal(self, key: str) -> Meaning | None:
        if key in self.legend:
            return self.legend[key].meaning
        if not key:
            return Meaning.ABSENT
        return None if key in self.symbols else meaning_of(key)

    def _differs(self, key: str) -> bool:
        read = parse_mark(key or None)
        return isinstance(read, Mark) and _MEANINGS[read] is not self.legend[key].meaning


_MEANINGS = {meaning.mark: meaning for meaning in Meaning if meaning.mark is not None}
