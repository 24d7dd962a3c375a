"""What the web applications log: one JSON object a line, and of a failure its kind and place."""

import sys
import traceback
from pathlib import PurePath

import structlog

_log = structlog.get_logger()
_PLACES = 3


def configure_logs() -> None:
    """Write one JSON object a line to standard error; never an address, a name or a token."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(),
        ],
        logger_factory=structlog.WriteLoggerFactory(sys.stderr),
    )


def log_failure(error: Exception) -> None:
    """Log an error of ours by its kind and place; its message could quote what somebody typed."""
    frames = traceback.extract_tb(error.__traceback__)
    places = [f"{PurePath(frame.filename).name}:{frame.lineno}" for frame in frames]
    _log.error("failure", error=type(error).__name__, places=places[-_PLACES:])
