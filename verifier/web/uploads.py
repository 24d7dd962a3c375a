"""Requests whose uploads stay in memory: what somebody has checked is never written to a disk."""

import io
from typing import IO

from flask import Request

FORM_OVERHEAD_BYTES = 64 * 1024
"""What a multipart form may take besides the file."""
# werkzeug holds the whole buffer of its multipart parser, 64 KiB, against this limit.
MAX_FIELD_BYTES = 128 * 1024
MAX_PARTS = 8


class MemoryRequest(Request):
    """A request that keeps uploads in memory; ``MAX_CONTENT_LENGTH`` bounds them."""

    def _get_file_stream(
        self,
        total_content_length: int | None,
        content_type: str | None,
        filename: str | None = None,
        content_length: int | None = None,
    ) -> IO[bytes]:
        """Give the place for one upload; werkzeug's own spills to a temporary file."""
        return io.BytesIO()
