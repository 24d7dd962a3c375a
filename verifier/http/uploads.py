"""Requests whose uploads stay in memory and are never written to a disk."""

import io
from typing import IO

from flask import Request, request

FORM_OVERHEAD_BYTES = 64 * 1024
"""What a multipart form may take besides the file."""
# werkzeug holds the whole buffer of its multipart parser, 64 KiB, against this limit.
MAX_FIELD_BYTES = 128 * 1024
MAX_FILES = 10
"""At once: the attestations of one dossier."""
MAX_PARTS = MAX_FILES + 2


class MemoryRequest(Request):
    """A request that keeps uploads in memory; ``MAX_CONTENT_LENGTH`` bounds them."""

    def _get_file_stream(
        self,
        total_content_length: int | None,
        content_type: str | None,
        filename: str | None = None,
        content_length: int | None = None,
    ) -> IO[bytes]:
        """Return the place for one upload; werkzeug's own spills to a temporary file."""
        return io.BytesIO()


def bound_plain_form() -> None:
    """Allow a form without a file no more than its fields may take.

    werkzeug reads such a form at once and splits it without end, whatever its limits on fields.
    """
    if request.mimetype != "multipart/form-data":
        request.max_content_length = MAX_FIELD_BYTES
