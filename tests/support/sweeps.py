"""How far a long sweep goes: reduced in ``make test``, whole in ``make test-all``.

The reduced form makes the same claim about each kind of case; the whole form about more of each.
``docs/development.md`` lists both.
"""

import os
from typing import TypeVar

T = TypeVar("T")

WHOLE = os.environ.get("ATTESTATION_SWEEPS") == "whole"


def sweep(whole: T, *, reduced: T) -> T:
    """Return what this run has to go through: ``reduced``, unless all was asked for."""
    return whole if WHOLE else reduced
