"""What this process remembers of status lists: the newest it has seen, so none older is believed.

In memory only: the verifier keeps no file, and after a restart the list's own expiry still
bounds how old a list can be (docs/adr/0022).
"""

from dataclasses import dataclass, field
from datetime import datetime
from threading import Lock

from attestation.verdict.verdicts import Issuer


@dataclass(slots=True)
class StatusMemory:
    """The newest ``iat`` seen for each issuer's list; safe to share between threads."""

    _newest: dict[tuple[bytes, str], datetime] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def newest(self, issuer: Issuer, uri: str) -> datetime | None:
        """Give the newest ``iat`` that was seen; None if none was."""
        return self._newest.get((issuer.anchor, uri))

    def remember(self, issuer: Issuer, uri: str, issued_at: datetime) -> None:
        """Note a list whose signature was verified; older ones change nothing."""
        # By issuer too: another trusted organisation must not make this one's lists look old.
        key = issuer.anchor, uri
        with self._lock:
            before = self._newest.get(key)
            if before is None or issued_at > before:
                self._newest[key] = issued_at
