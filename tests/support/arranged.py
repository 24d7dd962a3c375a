"""Files of another shape, read as a person who answers every question would have them read."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time

from issuer.planning.plan import Plan, plan_issue
from issuer.settings.issuer import IssueSettings
from issuer.workbook.answers import Answers, Meaning
from issuer.workbook.format.cells import Sheet
from issuer.workbook.layouts.arrange import Arranged, arrange
from issuer.workbook.layouts.profile import (
    WHOLE_DAY,
    Profile,
    Role,
    title_keys,
)
from issuer.workbook.layouts.proposal import propose_profile
from issuer.workbook.layouts.reading import ModuleFields, Reading
from issuer.workbook.layouts.recognise import Table, find_tables
from issuer.workbook.reader import understand_sheets
from tests.support import layouts
from tests.support.documents import LETTERHEAD
from tests.support.issuers import ADDRESS

TODAY = date(2026, 11, 22)

HOURS = (time(9), time(13))


def proposed(sheets: Sequence[Sheet]) -> tuple[Table, Profile]:
    """Return what is proposed for files, every unknown column being set aside by a person."""
    table = find_tables(sheets)[0]
    profile = propose_profile(sheets, table)
    keys = title_keys(sheets[table.sheet].rows[table.header]).values()
    columns = {key: profile.columns.get(key, Role.SET_ASIDE) for key in keys}
    return table, replace(profile, columns=columns)


def arranged(
    sheets: Sequence[Sheet],
    reading: Reading,
    *,
    module: Sheet | None = None,
    enrolled: Sheet | None = None,
) -> Arranged:
    """Bring files into the template's shape."""
    return arrange(sheets, reading=reading, module=module, enrolled=enrolled, today=TODAY)


def planned(
    found: Arranged,
    *,
    module: Sheet | None = None,
    marks: Mapping[str, Meaning] | None = None,
    percent: int = 100,
) -> Plan:
    """Plan what issuing from arranged files would do."""
    records = understand_sheets(
        found.sheets,
        None if module is None or module in found.sheets else [module],
        understood=found.understood,
        today=TODAY,
        answers=Answers(marks=marks or {}, set_aside=found.set_aside),
    )
    return plan_issue(
        records,
        held={},
        settings=IssueSettings(verifier=ADDRESS, required_percent=percent),
        letterhead=LETTERHEAD,
        at=datetime(2026, 11, 22, 12, tzinfo=UTC),
    )


def outcomes(plan: Plan) -> dict[str, str]:
    """Return by family name what becomes of each person."""
    return {person.family_name: person.outcome.value for person in plan.people}


AWA, NGO, LOP = "DIALLO Awa", "NGOMA Grâce", "LOPEZ Ana"

ENROLLED = layouts.enrolled(
    ("Diallo", "Awa", date(1990, 5, 4)),
    ("Ngoma", "Grâce", date(1991, 6, 5)),
    ("Lopez", "Ana", date(1992, 7, 6)),
)

ABSENT = {"": Meaning.ABSENT}

YES, NO, BAD = "entitled", "not_entitled", "problem"

FIELDS = ModuleFields(code="AC-2026-03", title="Ateliers")

FULL: Mapping[str, layouts.Stays] = {"Awa Diallo": [(time(9), time(13))]}


def without_module(sheets: Sequence[Sheet]) -> Reading:
    """Give a reading with code, title and hours, as the page asks for them."""
    _, profile = proposed(sheets)
    hours = {WHOLE_DAY: HOURS}
    return Reading(profile=replace(profile, hours=hours, minimum_minutes=180), module=FIELDS)
