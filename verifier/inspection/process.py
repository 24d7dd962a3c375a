"""Looking into a file from outside: a confined child process, its answer read with care.

Whatever happens in the child (a crash, a bomb, an endless loop, a false answer) is an answer.
"""

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from functools import partial

from attestation.verdict.reasons import Gap, Obstacle
from runtime.sandbox.bounds import Bounds
from runtime.sandbox.fork_server import AskChild
from runtime.sandbox.process import Failure
from verifier.inspection.answer import Answer, NotInspectable
from verifier.inspection.answer_reader import decode_answer
from verifier.inspection.fair_semaphore import FairSemaphore
from verifier.inspection.limits import Limits

CHILD = "verifier.inspection.child"


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspector:
    """Looks into files, a few at a time; shared between threads."""

    limits: Limits
    places: FairSemaphore
    """One slot for each child that may run at once; a client that gets none in time is told so."""
    ask: AskChild

    def for_visitor(self, visitor: str) -> Callable[[bytes], Answer]:
        """Look into files for one visitor, who shares the places with all the others."""
        return partial(self, visitor=visitor)

    def __call__(self, data: bytes, *, visitor: str = "") -> Answer:
        """Inspect ``data``; every failure is an answer."""
        if not data:
            return NotInspectable(reason=Gap.EMPTY)
        if len(data) > self.limits.file_bytes:
            return NotInspectable(reason=Obstacle.TOO_LARGE)
        # A place comes free when its child ends, after so many seconds at the latest.
        with self.places.taken(visitor, seconds=2 * self.limits.seconds) as has_place:
            if not has_place:
                return NotInspectable(reason=Obstacle.TOO_SLOW)
            return self._inspect_in_child(data)

    def _inspect_in_child(self, data: bytes) -> Answer:
        limits = self.limits
        bounds = Bounds(
            seconds=limits.seconds,
            memory_bytes=limits.memory_bytes,
            input_bytes=limits.file_bytes,
            answer_bytes=limits.answer_bytes,
        )
        match self.ask(data, bounds=bounds, arguments=[json.dumps(asdict(limits))]):
            case Failure.TOO_SLOW:
                return NotInspectable(reason=Obstacle.TOO_SLOW)
            case Failure():
                return NotInspectable(reason=Obstacle.FAILED)
            case answer:
                return decode_answer(answer)
