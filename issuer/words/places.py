"""The places of a message, as ``{row}``, filled in."""

import re
from collections.abc import Mapping

_PLACE = re.compile(r"{(\w+)}")


def filled(text: str, values: Mapping[str, object]) -> str:
    """Return ``text`` with what stands in its braces filled in; other braces stay."""
    return _PLACE.sub(lambda place: str(values.get(place[1], place[0])), text)
