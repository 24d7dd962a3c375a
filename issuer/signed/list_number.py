"""Which status list an address names."""

import re

_URI = re.compile(r".*/status/([1-9][0-9]{0,5})")


def list_number_in(uri: str) -> int | None:
    """Return the number of the list that ``uri`` names; None where it is no address of a list."""
    found = _URI.fullmatch(uri)
    return int(found[1]) if found else None
