"""The log: that a check took place and how it ended, never about whom or from where."""

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
