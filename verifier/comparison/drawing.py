"""An issued document as grey pixels, drawn by a confined child."""

from dataclasses import dataclass

from runtime.sandbox.bounds import Bounds
from runtime.sandbox.fork_server import AskChild
from runtime.sandbox.process import Failure
from verifier.inspection.fair_semaphore import FairSemaphore
from verifier.inspection.limits import Limits

CHILD = "verifier.comparison.drawing_child"
_MOST_ISSUED_BYTES = 2_000_000
_ANSWER_BYTES = 5_000_000
_SIDE_BYTES = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """A page: grey, a byte for each pixel, row by row from the top."""

    width: int
    height: int
    pixels: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawer:
    """Draws issued documents, a few at a time; shared between threads."""

    limits: Limits
    places: FairSemaphore
    """The same that files are looked into by."""
    ask: AskChild

    def __call__(self, document: bytes, *, visitor: str) -> Drawing | None:
        """Draw the first page; None where it cannot be drawn within the limits."""
        bounds = Bounds(
            seconds=self.limits.seconds,
            memory_bytes=self.limits.memory_bytes,
            input_bytes=_MOST_ISSUED_BYTES,
            answer_bytes=_ANSWER_BYTES,
        )
        with self.places.taken(visitor, seconds=2 * self.limits.seconds) as has_place:
            if not has_place or len(document) > _MOST_ISSUED_BYTES:
                return None
            match self.ask(document, bounds=bounds):
                case Failure():
                    return None
                case answer:
                    return decode_drawing(answer)


def encode_drawing(width: int, height: int, pixels: bytes) -> bytes:
    """Write a page as the child answers it: both sides, then the pixels."""
    return width.to_bytes(_SIDE_BYTES, "big") + height.to_bytes(_SIDE_BYTES, "big") + pixels


def decode_drawing(data: bytes) -> Drawing | None:
    """Read what ``encode_drawing`` wrote; None for anything else."""
    width, height = (
        int.from_bytes(data[start : start + _SIDE_BYTES], "big") for start in (0, _SIDE_BYTES)
    )
    pixels = data[2 * _SIDE_BYTES :]
    if not pixels or len(pixels) != width * height:
        return None
    return Drawing(width=width, height=height, pixels=pixels)
