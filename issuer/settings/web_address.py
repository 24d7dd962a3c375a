"""Addresses on the web as settings name them: what is safe to go to, and where a server listens."""

import re
from collections.abc import Callable

from pydantic_core import PydanticCustomError

_ADDRESS = re.compile(r"https?://[a-z0-9.-]+(:[0-9]{1,5})?")
_LISTEN = re.compile(r"[0-9a-z.-]+:[0-9]{1,5}")
_LOOPBACK = ("localhost", "127.0.0.1")


def is_safe(address: str) -> bool:
    """Check whether nobody on the way can read or answer: over TLS, or on this very machine."""
    host = address.partition("://")[2].partition("/")[0].partition(":")[0]
    return address.startswith("https://") or (address.startswith("http://") and host in _LOOPBACK)


def address_like(example: str) -> Callable[[str], str]:
    """Return pydantic a check of the address under which one of our faces is found.

    Args:
        example: what is told to who wrote something else.
    """

    def check(text: str) -> str:
        # SECURITY: over plain http, cookies, links and birth dates could be read on the way.
        if not _ADDRESS.fullmatch(text) or not is_safe(text):
            raise PydanticCustomError(
                "setting", "une adresse comme {example}, sans barre finale", {"example": example}
            )
        return text

    return check


def listen_like(example: str) -> Callable[[str], str]:
    """Return pydantic a check of the host and port where a server listens; ``example`` likewise."""

    def check(text: str) -> str:
        if not _LISTEN.fullmatch(text):
            raise PydanticCustomError(
                "setting", "un hôte et un port, comme {example}", {"example": example}
            )
        return text

    return check
