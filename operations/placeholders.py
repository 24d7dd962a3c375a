"""What the example's settings say, which nobody may publish under."""

import re
from urllib.parse import urlsplit

EXAMPLE_NAME = "Maison des Passages asbl"
_RESERVED = re.compile(r"(^|[.@/])([a-z0-9-]+\.)?(example(\.(com|net|org|be))?|test|invalid)$")
"""Names that RFC 2606 keeps for examples."""


def is_placeholder(address: str) -> bool:
    """Check whether an address, of the web or of mail, is one of the examples'."""
    host = urlsplit(address).hostname or address if "://" in address else address
    return bool(_RESERVED.search(host))
