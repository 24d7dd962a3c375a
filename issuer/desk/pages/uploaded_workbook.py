"""A workbook that somebody uploaded: its cells, corrections to them, and what they mean.

The file is deleted as soon as it was read. The grid of cells is kept for a day at most, until the
attestations are issued or the workbook is discarded.
"""

import json
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import IO, Protocol, assert_never

from attestation.facts import Holder, Number
from issuer.desk.pages.cell_changes import CellPlace, Change, cells_by_batch, change_cells
from issuer.desk.pages.source_store import (
    decode_reading,
    decode_source,
    encode_reading,
    encode_source,
)
from issuer.planning.possible_matches import AnotherPerson, Decision, SamePerson
from issuer.words.kept_sentence import decode_sentence, encode_sentence
from issuer.words.sentence import Sentence, sentence
from issuer.workbook.answers import NO_ANSWERS, Answers, decode_answers, encode_answers
from issuer.workbook.errors import WorkbookError
from issuer.workbook.format.cells import Sheet, clean_text, visible
from issuer.workbook.format.child_answer import RefusedFileError, decode_answer, encode_sheets
from issuer.workbook.format.spreadsheet import refuse
from issuer.workbook.layouts.reading import Reading
from issuer.workbook.model import AttendanceRecords, Participant
from issuer.workbook.profiled import Source, load_source
from issuer.workbook.reader import understand_sheets

_MAX_NAME_CHARACTERS = 60
_MAX_ENDING_CHARACTERS = 40  # of a name without a dot: all that is shown


class Upload(Protocol):
    """A file as the browser sent it."""

    filename: str | None

    @property
    def stream(self) -> IO[bytes]:
        """Its bytes."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class UploadedWorkbook:
    """The cells of one or two files."""

    sheets: tuple[Sheet, ...]
    module_sheets: tuple[Sheet, ...] | None
    """Of a file of its own that describes the module."""
    understood: tuple[Sentence, ...]
    changes: tuple[Change, ...] = ()
    original: tuple[Sheet, ...] = ()
    """All sheets before the first change; empty while there is none."""
    decisions: Mapping[str, Decision] = field(default_factory=dict)
    """Decisions on possible matches, by ``exact_identity``."""
    answers: Answers = NO_ANSWERS
    """What was decided about marks, columns and rows of the list."""
    source: Source | None = None
    """The files as they were brought, where they are not of the template's shape."""
    reading: Reading | None = None
    """How those are read."""
    aside: frozenset[str] = frozenset()
    """Columns and rows of theirs that the template has no place for."""
    read_as: Sentence | None = None
    """Whose profile reads them without a question, in words."""

    @property
    def is_read(self) -> bool:
        """Whether the files were brought into the template's shape."""
        return bool(self.sheets)

    def everything(self) -> tuple[Sheet, ...]:
        """Return all sheets; their place in it is what addresses use."""
        return self.sheets + (self.module_sheets or ())

    def records(self, *, today: date) -> AttendanceRecords:
        """Understand the cells.

        Raises:
            WorkbookError: they say nothing about anybody.
        """
        return understand_sheets(
            self.sheets,
            self.module_sheets,
            understood=self.understood,
            today=today,
            answers=self.answers.with_more(Answers(set_aside=self.aside)),
        )

    def decided(self, records: AttendanceRecords) -> dict[int, Decision]:
        """Return the decisions by row; one about a spelling that was changed since is gone."""
        return {
            person.row: self.decisions[key]
            for person in records.people
            if isinstance(person, Participant)
            and (key := exact_identity(person.holder())) in self.decisions
        }

    def with_decision(self, holder: Holder, decision: Decision | None) -> "UploadedWorkbook":
        """Return the workbook with another decision about a spelling, or with none."""
        decisions = {
            key: one for key, one in self.decisions.items() if key != exact_identity(holder)
        }
        if decision is not None:
            decisions[exact_identity(holder)] = decision
        return replace(self, decisions=decisions)

    def with_cells(self, cells: Mapping[CellPlace, str]) -> "UploadedWorkbook":
        """Return the workbook with other texts in some cells, which are revoked together."""
        batch = max((one.batch for one in self.changes), default=-1) + 1
        sheets, changes = change_cells(self.everything(), cells, batch=batch)
        changed = self._with_sheets(sheets)
        original = self.original if self.changes else self.everything()
        return replace(changed, original=original, changes=(*self.changes, *changes))

    def without_change(self, batch: int) -> "UploadedWorkbook":
        """Return the workbook as it would be if one click had changed nothing."""
        found = self._with_sheets(self.original)
        found = replace(found, changes=(), original=())
        for number, cells in cells_by_batch(self.changes):
            if number != batch:
                found = found.with_cells(cells)
        return found

    def _with_sheets(self, sheets: tuple[Sheet, ...]) -> "UploadedWorkbook":
        count = len(self.sheets)
        module_sheets = None if self.module_sheets is None else sheets[count:]
        return replace(self, sheets=sheets[:count], module_sheets=module_sheets)


def exact_identity(holder: Holder) -> str:
    """Name one exact spelling: letter for letter, unlike ``person_key``."""
    text = json.dumps(
        [holder.family_name, holder.given_name, holder.birth_date.encode()], ensure_ascii=False
    )
    return sha256(text.encode()).hexdigest()


def read_uploads(
    uploads: Sequence[Upload], module_upload: Upload | None, enrolled_upload: Upload | None
) -> Source:
    """Read what the browser sent; no file is left behind.

    Args:
        uploads: the files of the register.
        module_upload: a file that describes the module, if one was sent.
        enrolled_upload: the list of enrolled people, if one was sent.

    Raises:
        WorkbookError: with the reason why one is not read.
    """
    folder = Path(tempfile.mkdtemp(prefix="classeur-"))  # mode 0700
    try:
        return load_source(
            [_write(one, folder / f"people-{number}") for number, one in enumerate(uploads)],
            module_path=_written(module_upload, folder / "module"),
            enrolled_path=_written(enrolled_upload, folder / "enrolled"),
        )
    finally:
        shutil.rmtree(folder)


def read_beside(
    source: Source, *, module: Upload | None, enrolled: Upload | None, earlier: Sheet | None
) -> Source:
    """Return the files with another one for the module or the enrolled people, if one was sent.

    Args:
        source: the files.
        module: a file that describes the module.
        enrolled: the list of enrolled people.
        earlier: the people of an earlier module, where somebody chose them instead of a list.

    Raises:
        WorkbookError: it is not read.
    """
    sent = [one if one is not None and one.filename else None for one in (module, enrolled)]
    more = read_uploads([], *sent)
    people = more.enrolled or (None if earlier is None else (earlier,))
    return replace(
        source,
        module=more.module or source.module,
        enrolled=people or source.enrolled,
        are_earlier=source.are_earlier if people is None else more.enrolled is None,
        understood=(*source.understood, *more.understood),
    )


def shown_name(upload: Upload) -> str:
    """Return the name of an upload for the screen."""
    name = PurePosixPath((upload.filename or "").replace("\\", "/")).name
    stem, dot, ending = visible(name).rpartition(".")
    return stem[:_MAX_NAME_CHARACTERS] + dot + ending[:_MAX_ENDING_CHARACTERS] or "classeur"


def encode_upload(uploaded: UploadedWorkbook) -> str:
    """Write it for the register.

    Raises:
        WorkbookError: more cells than are kept.
    """
    try:
        groups = [
            None if sheets is None else json.loads(encode_sheets(sheets))
            for sheets in (uploaded.sheets, uploaded.module_sheets, uploaded.original or None)
        ]
        source = None if uploaded.source is None else encode_source(uploaded.source)
    except RefusedFileError as error:
        raise refuse(error.refusal) from None
    changes = [[c.batch, *c.place, c.before, c.text] for c in uploaded.changes]
    content = {
        "groups": groups,
        "understood": [encode_sentence(line) for line in uploaded.understood],
        "changes": changes,
        "answers": encode_answers(uploaded.answers),
        "source": source,
        "reading": None if uploaded.reading is None else encode_reading(uploaded.reading),
        "aside": sorted(uploaded.aside),
        "read_as": uploaded.read_as and encode_sentence(uploaded.read_as),
        "decisions": {key: _encode_decision(one) for key, one in uploaded.decisions.items()},
    }
    return json.dumps(content, ensure_ascii=False)


def decode_upload(text: str) -> UploadedWorkbook:
    """Read back what ``encode_upload`` wrote."""
    content = json.loads(text)
    people, module, *original = (
        None if group is None else decode_answer(json.dumps(group).encode())
        for group in content["groups"]
    )
    # A program from before kept no original: what it changed stays, and is no longer listed.
    changes = content["changes"] if original else ()
    return UploadedWorkbook(
        sheets=people or (),
        module_sheets=module,
        understood=tuple(map(decode_sentence, content["understood"])),
        changes=tuple(
            Change(batch=batch, place=CellPlace(*place), before=before, text=text)
            for batch, *place, before, text in changes
        ),
        original=(original and original[0]) or (),
        answers=decode_answers(content.get("answers", {})),
        source=decode_source(source) if (source := content.get("source")) else None,
        reading=decode_reading(read) if (read := content.get("reading")) else None,
        aside=frozenset(content.get("aside", ())),
        read_as=(read_as := content.get("read_as")) and decode_sentence(read_as),
        decisions={
            key: AnotherPerson() if number is None else SamePerson(number=Number(number))
            for key, number in content.get("decisions", {}).items()
        },
    )


def _encode_decision(decision: Decision) -> Number | None:
    match decision:
        case SamePerson(number=number):
            return number
        case AnotherPerson():
            return None
        case _:
            assert_never(decision)


def _written(upload: Upload | None, folder: Path) -> Path | None:
    return None if upload is None else _write(upload, folder)


def _write(upload: Upload, folder: Path) -> Path:
    folder.mkdir()
    # The ending alone decides whether a text is taken for CSV; the rest of a name can be anything.
    path = folder / (clean_text(shown_name(upload).replace("\0", "")) or "classeur")
    try:
        with path.open("wb") as file:
            shutil.copyfileobj(upload.stream, file)
    except OSError:
        raise WorkbookError(
            sentence("Ce fichier ne peut pas être reçu."),
            remedy=sentence("Donnez-lui un nom plus simple."),
        ) from None
    return path
