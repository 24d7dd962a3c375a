"""What this verifier remembers of status lists: the newest it has seen, so none older is believed.

Kept in a file, so that a restart forgets nothing. The file says nothing of who was checked.
"""

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock

from attestation.errors import ConfigurationError
from attestation.verdict.verdicts import Issuer
from runtime.files import replace_file

SETTING = "verifier.seen_lists"
_Newest = dict[tuple[bytes, str], datetime]

LAST = datetime.max.replace(tzinfo=UTC)


@dataclass(slots=True)
class StatusMemory:
    """The newest ``iat`` seen for each issuer's list; safe to share between threads."""

    file: Path | None = None
    """Where it is kept; None keeps it as long as the process."""
    _newest: _Newest = field(init=False)
    _lock: Lock = field(default_factory=Lock)

    def __post_init__(self) -> None:
        """Read what was seen before.

        Raises:
            ConfigurationError: the file is damaged; it is never taken for "nothing was seen".
        """
        self._newest = {} if self.file is None else _read(self.file)

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
                self._keep(until)

    def _keep(self, until: datetime) -> None:
        if self.file is None:
            return
        try:
            # Another verifier may share the file: the newest of both is what was seen.
            for key, seen in _read(self.file).items():
                if seen <= until:
                    self._newest[key] = max(seen, self._newest.get(key, seen))
            content = [
                [anchor.hex(), uri, int(seen.timestamp())]
                for (anchor, uri), seen in sorted(self._newest.items())
            ]
            replace_file(self.file, json.dumps(content, indent=1).encode())
        except (OSError, ConfigurationError) as error:
            # It is remembered here all the same; only a restart would forget it.
            import structlog  # only where there is something to say: it is slow to load

            log = structlog.get_logger("attestation.verifier")
            log.warning("seen_lists_not_kept", error=type(error).__name__)


def _read(file: Path) -> _Newest:
    try:
        return {
            (bytes.fromhex(anchor), str(uri)): datetime.fromtimestamp(seen, UTC)
            for anchor, uri, seen in json.loads(file.read_bytes())
        }
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, TypeError, OverflowError) as error:
        raise ConfigurationError(SETTING, f"illisible ({type(error).__name__})") from None
