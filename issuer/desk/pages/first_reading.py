"""Files that somebody brought: the template, a known shape, or one to be asked about."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date

from issuer.desk.pages.labels import BRUSSELS
from issuer.desk.pages.uploaded_workbook import UploadedWorkbook
from issuer.organisation.reading_profiles import KeptProfile
from issuer.words.sentence import sentence
from issuer.workbook.answers import Answers
from issuer.workbook.errors import WorkbookError
from issuer.workbook.layouts.enrolment import Unmatched
from issuer.workbook.layouts.known_marks import marks_that_hold
from issuer.workbook.layouts.profile import fingerprint_of, title_keys
from issuer.workbook.layouts.proposal import propose_profile
from issuer.workbook.layouts.reading import Reading
from issuer.workbook.layouts.recognise import HEADER_ROWS, find_tables
from issuer.workbook.profiled import Source

Kept = Callable[[], Mapping[str, KeptProfile]]


def first_reading(
    source: Source, *, before: UploadedWorkbook | None, today: date, kept: Kept
) -> UploadedWorkbook:
    """Read files as the template, else by a profile; else leave them to be asked about.

    Args:
        source: the files.
        before: the upload that they correct; its module and its reading serve again.
        today: nobody is born after it.
        kept: finds the profiles; only asked where the files are not the template.

    Raises:
        WorkbookError: they are of no shape that is known.
    """
    try:
        return _as_template(source, before, today)
    except WorkbookError as error:
        if before is not None and before.source is not None:
            source = replace(
                source,
                module=source.module or before.source.module,
                enrolled=source.enrolled or before.source.enrolled,
                are_earlier=source.are_earlier
                if source.enrolled is not None
                else before.source.are_earlier,
            )
        sheets = source.read_sheets()
        tables = find_tables(sheets)
        if not tables:
            raise error from None
    unread = UploadedWorkbook(
        sheets=(),
        module_sheets=None,
        understood=source.understood,
        source=source,
        reading=Reading(profile=propose_profile(sheets, tables[0])),
    )
    shapes = _fingerprints(source)
    earlier = None if before is None else before.reading
    if earlier is not None and earlier.profile.fingerprint in shapes:
        known = replace(unread, read_as=sentence("Lu comme le fichier que vous corrigez."))
        return _read_or_ask(known, replace(earlier, sheet=None, header=None), today)
    found = next((one for shape, one in kept().items() if shape in shapes), None)
    if found is None:
        return unread
    on = f"{found.at.astimezone(BRUSSELS):%d/%m/%Y}"
    read_as = sentence("Lu comme le {on}, d’après {who}.", on=on, who=found.who)
    known = replace(unread, read_as=read_as)
    return _read_or_ask(known, Reading(profile=found.profile), today)


def read_so(
    uploaded: UploadedWorkbook, reading: Reading, *, today: date
) -> tuple[UploadedWorkbook, tuple[Unmatched, ...]]:
    """Return the workbook read in this way, and the names that are still to be recognised.

    Raises:
        WorkbookError: what is missing, or cannot be.
    """
    source = uploaded.source
    if source is None:
        raise ValueError("the template is read as it is")
    found = source.arrange(reading, today=today)
    marks = marks_that_hold(reading.profile.marks, found.sheets[0])
    read = replace(
        uploaded,
        sheets=found.sheets,
        module_sheets=None,
        understood=(*source.understood, *found.understood),
        changes=(),
        original=(),
        answers=Answers(marks={**marks, **uploaded.answers.marks}),
        reading=reading,
        aside=found.set_aside,
    )
    read.records(today=today)
    return read, found.unmatched


def _as_template(source: Source, before: UploadedWorkbook | None, today: date) -> UploadedWorkbook:
    if source.enrolled is not None:
        raise WorkbookError(
            sentence("Ces fichiers ne sont pas le modèle."),
            remedy=sentence("Donnez le classeur seul."),
        )
    uploaded = UploadedWorkbook(
        sheets=source.register, module_sheets=source.module, understood=source.understood
    )
    try:
        uploaded.records(today=today)
    except WorkbookError:
        known = None if before is None else before.module_sheets
        if known is None or source.module is not None:
            raise
        uploaded = replace(uploaded, module_sheets=known)
        uploaded.records(today=today)
    return uploaded


def _read_or_ask(unread: UploadedWorkbook, reading: Reading, today: date) -> UploadedWorkbook:
    """Read in a known way; where something is missing or uncertain, leave it to be asked."""
    asked = replace(unread, reading=reading)
    try:
        read, unmatched = read_so(unread, reading, today=today)
    except WorkbookError:
        return asked
    return asked if unmatched else read


def _fingerprints(source: Source) -> set[str]:
    rows = [row for sheet in source.register for row in sheet.rows[:HEADER_ROWS]]
    return {fingerprint_of(keys.values()) for row in rows if (keys := title_keys(row))}
