"""How long tests wait for what must come: bounds that only a fault reaches, however slow we are."""

import select
import time
from collections.abc import Callable

PATIENCE_SECONDS = 120
_PAUSE_SECONDS = 0.05


def wait_until(is_so: Callable[[], bool]) -> bool:
    """Look until something is so; return whether it came to be."""
    end = time.monotonic() + PATIENCE_SECONDS
    while not is_so():
        if time.monotonic() > end:
            return False
        select.select([], [], [], _PAUSE_SECONDS)
    return True
