"""The kinds of line on an issued page that state a signed fact."""

from enum import StrEnum


class FactLine(StrEnum):
    """What a line of the issued page states."""

    HOLDER = "holder"
    BIRTH_DATE = "birth_date"
    MODULE = "module"
    ATTENDED = "attended"
    STATED = "stated"
    """Of how the module was followed, and by which rule."""
    NUMBER = "number"
    CODE = "code"
    DATE = "date"
    """Any other: of a session, of issue."""
