"""What is logged: that a check took place and how it ended, never of whom or from where."""

import sys
import traceback
from pathlib import PurePath

import structlog

from attestation.verdict.verdicts import Finding
from verifier.report import reason_codes, signed

_log = structlog.get_logger("attestation.verifier")
_ANCHOR_HEX_DIGITS = 16


def log_check(finding: Finding, *, channel: str, milliseconds: int) -> None:
    """Log one check."""
    known = signed(finding.verdict)
    _log.info(
        "check",
        channel=channel,
        verdict=finding.verdict.name,
        reasons=list(reason_codes(finding.verdict)),
        looked_at=finding.looked_at,
        issuer=known and known[1].anchor.hex()[:_ANCHOR_HEX_DIGITS],
        milliseconds=milliseconds,
    )


def log_failure(error: Exception) -> None:
    """Log an error of ours by its kind and place; its message could quote what was checked."""
    frames = traceback.extract_tb(error.__traceback__)
    places = [f"{PurePath(frame.filename).name}:{frame.lineno}" for frame in frames]
    _log.error("failure", error=type(error).__name__, places=places[-3:])


def configure_logs() -> None:
    """Write one JSON object a line to standard error."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(),
        ],
        logger_factory=structlog.WriteLoggerFactory(sys.stderr),
    )
