"""Bytes of an upload to what was found in them; runs in the child process alone."""

from attestation.verdict.reasons import Gap, Obstacle
from verifier.inspection.answer import Answer, NotInspectable
from verifier.inspection.file_kind import FileKind, file_kind
from verifier.inspection.heic import inspect_heic
from verifier.inspection.image import inspect_image
from verifier.inspection.limits import Limits
from verifier.inspection.pdf import inspect_pdf


def inspect_file(data: bytes, *, limits: Limits) -> Answer:
    """Inspect a file of any kind; every failure is an answer."""
    try:
        match file_kind(data):
            case FileKind.PDF:
                return inspect_pdf(data, limits=limits)
            case FileKind.IMAGE:
                return inspect_image(data, limits=limits)
            case FileKind.HEIC:
                return inspect_heic(data, limits=limits)
            case _:
                return NotInspectable(reason=Gap.NOT_A_DOCUMENT)
    except MemoryError:
        return NotInspectable(reason=Obstacle.TOO_LARGE)
    # The outermost handler of this process: libraries that read hostile bytes raise anything.
    except Exception:
        return NotInspectable(reason=Obstacle.FAILED)
