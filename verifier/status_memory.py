"""What this process remembers of status lists: the newest it has seen, so none older is believed.

In memory only: the verifier keeps no file, and after a restart the list's own expiry still
bounds how old a list can be (docs/adr/0022).
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from threading import Lock

from attestation.verdict.verdicts import Issuer

LAST = datetime.max.replace(tzinfo=UTC)


@dataclass(slots=True)
class StatusMemory:
    """The newest ``iat`` seen for each issuer's list; safe to share between threads."""

    _newest: dict[tuple[bytes, str], datetime] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def newest(self, issuer: Issuer, uri: str, *, until: datetime = LAST) -> datetime | None:
        """Return the newest ``iat`` that was seen; None if none was.

        One after ``until`` counts for none: our clock was ahead when it was seen, or the issuer's
        and ours were, and once both are right the list that replaces it is an older one.
        """
        newest = self._newest.get((issuer.anchor, uri))
        return newest if newest is not None and newest <= until else None

    def remember(
        self, issuer: Issuer, uri: str, issued_at: datetime, *, until: datetime = LAST
    ) -> None:
        """Note a list whose signature was verified; one that is older, or after ``until``, is not.

        A list from the future would make every honest one look old.
        """
        if issued_at > until:
            return
        # By issuer too: another trusted organisation must not make this one's lists look old.
        key = issuer.anchor, uri
        with self._lock:
            before = self._newest.get(key)
            if before is None or before > until or issued_at > before:
                self._newest[key] = issued_at
