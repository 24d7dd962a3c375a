"""Deployments whose documents are dated by a live authority."""

from datetime import datetime
from pathlib import Path

from cryptography.hazmat.primitives.serialization import Encoding

from keys.custody.authority import open_authority
from tests.support.issuer_contexts import PASSPHRASE, SETTINGS, make_deployment
from tests.support.issuers import NOW
from tests.support.time_authority import LiveAuthority

LISTS_LAST = "\n[status]\nlifetime_days = 36500\n"
"""For tests that go years ahead: a status list that is not stale by then."""


def make_dated_deployment(
    folder: Path,
    live: LiveAuthority,
    *,
    level: str = "B-T",
    on_failure: str = "stop",
    timeout: float = 60,
    crl_at: datetime | None = NOW,
    at: datetime = NOW,
) -> Path:
    """Make a deployment that asks ``live`` for timestamps; return the settings file."""
    dated = live.settings(level=level, on_failure=on_failure, timeout=timeout)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "tsa.pem").write_bytes(live.root.public_bytes(Encoding.PEM))
    config = make_deployment(folder, settings=SETTINGS + LISTS_LAST + dated, at=at)
    if crl_at is not None:
        open_authority(folder / "keys", PASSPHRASE).renew_crl(at=crl_at)
    return config
