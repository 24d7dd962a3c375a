"""All that is to be done again and again, in one go: each part whatever becomes of the others."""

from collections.abc import Callable, Iterator
from functools import partial

from operations.doctor.diagnosis import looked_at
from operations.doctor.examination import Check, Examination
from operations.doctor.line import Line
from operations.upkeep.documents import tend_documents
from operations.upkeep.ends import warn_of_ends
from operations.upkeep.signing import extend_public_log, make_checkpoint, publish_lists

_Part = Callable[..., Iterator[Line]]
# Lists first: without them nothing can be checked. The log last of what signs, so that it has all.
PARTS: tuple[tuple[str, _Part], ...] = (
    ("listes", publish_lists),
    ("horodatages", tend_documents),
    ("point de contrôle", make_checkpoint),
    ("journal public", extend_public_log),
)


def keep_up(examination: Examination, *, who: str) -> list[Line]:
    """Do each part, then look at what comes to its end."""
    checks: list[Check] = [(topic, partial(part, who=who)) for topic, part in PARTS]
    checks.append(("échéances", warn_of_ends))
    return [line for topic, check in checks for line in looked_at(topic, check, examination)]
