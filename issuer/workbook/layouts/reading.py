"""How one file is read: its profile, and what a person said of this file alone."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from issuer.workbook.layouts.profile import Profile


@dataclass(frozen=True, slots=True, kw_only=True)
class ModuleFields:
    """What no file says of the module."""

    code: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What is needed to read a file of a layout that is not the template's."""

    profile: Profile
    sheet: int | None = None
    """Place of the sheet with the titles, from 0; None: where the profile's titles are."""
    header: int | None = None
    """Row of the titles, from 0; same."""
    days: Mapping[str, date] = field(default_factory=dict)
    """Days that no title says: by letter of the column, or by name of the sheet."""
    people: Mapping[str, int | None] = field(default_factory=dict)
    """By ``name_key`` the row in the list of enrolled people; None for somebody who is not."""
    leaves_other_days: bool = False
    """Presences on days that are no session of the module are left out."""
    leaves_other_sheets: bool = False
    """Sheets with presences that are not of this shape are left out."""
    module: ModuleFields | None = None
