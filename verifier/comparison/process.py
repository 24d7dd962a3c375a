"""Comparing from outside: a confined child process, its answer read with care."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from attestation.verdict.comparison_results import Comparison, NotCompared, PageGap
from runtime.sandbox.bounds import Bounds
from runtime.sandbox.fork_server import AskChild
from runtime.sandbox.process import Failure
from verifier.comparison.message import decode_comparison, join_question
from verifier.inspection.fair_semaphore import FairSemaphore
from verifier.inspection.limits import Limits

CHILD = "verifier.comparison.child"
_MOST_ISSUED_BYTES = 2_000_000
_CODE_BYTES = 256 * (1 << 20)
"""OpenCV, numpy and PDFium take 250 MB of address space that nobody writes to."""
_ANSWER_BYTES = 10_000_000
"""Two pages of 4 megapixels, and what differs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparer:
    """Compares files with issued documents, a few at a time; shared between threads."""

    limits: Limits
    places: FairSemaphore
    """The same that files are looked into by."""
    ask: AskChild

    def for_visitor(self, visitor: str) -> Callable[[bytes, bytes], Comparison]:
        """Compare for one visitor, who shares the places with all the others."""
        return partial(self, visitor=visitor)

    def __call__(self, issued: bytes, upload: bytes, *, visitor: str = "") -> Comparison:
        """Compare ``upload`` with ``issued``; every failure is an answer."""
        bounds = Bounds(
            seconds=self.limits.seconds,
            memory_bytes=self.limits.memory_bytes,
            code_bytes=_CODE_BYTES,
            input_bytes=self.limits.file_bytes + _MOST_ISSUED_BYTES,
            answer_bytes=_ANSWER_BYTES,
        )
        with self.places.taken(visitor, seconds=2 * self.limits.seconds) as has_place:
            if not has_place or len(issued) > _MOST_ISSUED_BYTES:
                return NotCompared(reason=PageGap.TOO_MUCH)
            match self.ask(join_question(issued, upload), bounds=bounds):
                case Failure():
                    return NotCompared(reason=PageGap.TOO_MUCH)
                case answer:
                    return decode_comparison(answer)
