"""Who is entitled to an attestation: the organisation's rule, applied to one person's marks.

Usually 100 %; the setting ``required_percent``, of the organisation or of a module, says otherwise.
"""

from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction

from attestation.slot import Slot
from issuer.workbook.model import ModuleRecord, Participant

WHOLE_MODULE = Fraction(1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entitled:
    """This person followed enough of the module."""

    attended: timedelta
    """Summed over the sessions followed, there or caught up elsewhere; always positive."""
    missed: tuple[Slot, ...]
    """Sessions not followed, which the rule forgives; empty under the usual rule."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NotEntitled:
    """This person missed too much."""

    missed: tuple[Slot, ...]
    """The sessions not followed, in order; never empty."""


Entitlement = Entitled | NotEntitled


def decide_entitlement(
    participant: Participant,
    module: ModuleRecord,
    *,
    required_share: Fraction = WHOLE_MODULE,
    required_time: timedelta | None = None,
) -> Entitlement:
    """Apply the rule: at least ``required_share`` of the sessions marked P or R (design §10).

    Args:
        participant: a row without problems, so with a mark for each session.
        module: the module of that row.
        required_share: above 0, at most 1; exact, since in floats 0.28 of 25 sessions is not
            7 but 7.000000000000001.
        required_time: presence that is asked for besides, at most the module's.

    Raises:
        ValueError: the share is not one.
    """
    if not 0 < required_share <= 1:
        raise ValueError("expected a share above 0 and at most 1")
    followed = [s for s in module.sessions if participant.marks[s.slot].counts]
    missed = tuple(s.slot for s in module.sessions if not participant.marks[s.slot].counts)
    attended = sum((s.duration for s in followed), timedelta())
    is_too_short = required_time is not None and attended < required_time
    if len(followed) < required_share * len(module.sessions) or is_too_short:
        return NotEntitled(missed=missed)
    return Entitled(attended=attended, missed=missed)
