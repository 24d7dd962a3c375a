"""What a file of a known shape still lacks: that alone is asked for, not how it is read."""

from collections.abc import Sequence
from enum import StrEnum

from issuer.desk.pages.reading_form import ReadingPage
from issuer.workbook.layouts.enrolment import Unmatched
from issuer.workbook.layouts.profile import Role


class Missing(StrEnum):
    """A fact that no profile remembers, since it is of one file."""

    PEOPLE = "people"
    """Who a name is that the list of enrolled people does not have."""
    MODULE = "module"
    """Its code and title."""
    HOURS = "hours"
    """Of a part of the day that earlier files did not have."""
    DAYS = "days"
    """That no title says."""
    ENROLLED = "enrolled"
    """The list of enrolled people."""


def missing_facts(page: ReadingPage, unmatched: Sequence[Unmatched]) -> frozenset[Missing]:
    """Return what a page has to ask for where the profile says all the rest."""
    profile, fields = page.reading.profile, page.reading.module
    has_fields = fields is not None and bool(fields.code and fields.title)
    found = {
        Missing.PEOPLE: bool(unmatched),
        Missing.MODULE: not page.has_module and not has_fields,
        Missing.HOURS: any(part not in profile.hours for part in page.parts),
        Missing.DAYS: not page.has_module and any(one.meeting is None for one in page.sessions),
        Missing.ENROLLED: page.enrolled is None and Role.BIRTH_DATE not in profile.columns.values(),
    }
    return frozenset(one for one, is_missing in found.items() if is_missing)
