"""What is proposed to a person for a file that is seen for the first time; nothing is decided."""

from collections.abc import Sequence

from issuer.workbook.format.cells import Sheet
from issuer.workbook.layouts.full_names import proposed_order
from issuer.workbook.layouts.grid import whole_names
from issuer.workbook.layouts.profile import Layout, Profile, Role, title_keys
from issuer.workbook.layouts.recognise import Table


def propose_profile(sheets: Sequence[Sheet], table: Table) -> Profile:
    """Return the profile that the titles and names of a file suggest.

    Columns that no known word explains are missing from it: a person says what they are.
    """
    sheet = sheets[table.sheet]
    keys = title_keys(sheet.rows[table.header])
    roles = {column: role for column, role in table.roles.items() if column in keys}
    has_whole_names = Role.FULL_NAME in roles.values()
    return Profile(
        layout=table.layout,
        columns={keys[column]: _fitting(role, table.layout) for column, role in roles.items()},
        name_order=proposed_order(whole_names(sheet, table.header, roles))
        if has_whole_names
        else None,
    )


def _fitting(role: Role, layout: Layout) -> Role:
    """Return the role, or that of a column that such a file has no use for."""
    meeting = {Role.JOINED, Role.LEFT, Role.DURATION, Role.ACTION}
    unused = {
        Layout.GRID: {*meeting, Role.DAY, Role.MARK},
        Layout.LOG: {*meeting, Role.SESSION, Role.TOTAL, Role.DECISION},
        Layout.SHEETS: {*meeting, Role.SESSION, Role.TOTAL, Role.DECISION, Role.DAY},
        Layout.MEETING: {Role.DAY, Role.MARK, Role.SESSION, Role.TOTAL, Role.DECISION},
    }
    return Role.SET_ASIDE if role in unused[layout] else role
