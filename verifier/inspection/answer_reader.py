"""Reading the child's answer back: every field has its type, or there is no answer."""

from pydantic import TypeAdapter, ValidationError

from attestation.verdict.reasons import Obstacle
from verifier.inspection.answer import Answer, Inspection, Message, NotInspectable

_MESSAGE = TypeAdapter(Message)


def decode_answer(data: bytes) -> Answer:
    """Read what ``encode_answer`` wrote; anything else is a check that failed."""
    try:
        message = _MESSAGE.validate_json(data, strict=True)
    except ValidationError:
        return NotInspectable(reason=Obstacle.FAILED)
    match message:
        case Message(inspection=Inspection() as inspection, nothing=None):
            return inspection
        case Message(inspection=None, nothing=NotInspectable() as nothing):
            return nothing
        case _:
            return NotInspectable(reason=Obstacle.FAILED)
