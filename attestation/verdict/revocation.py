"""A key that no longer counts: why, and from which instant (RFC 5280 §5.3)."""

from dataclasses import dataclass
from datetime import datetime

# RFC 5280 §5.3.1. Only these say that the key never left its owner's hands; any other reason,
# one that nobody gave included, is taken for a compromise.
_ORDERLY = frozenset(
    {"superseded", "cessationOfOperation", "affiliationChanged", "privilegeWithdrawn"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Revocation:
    """An entry of a certificate revocation list about one key."""

    reason: str
    """The CRLReason's name, ``keyCompromise``; ``unspecified`` where the entry has none."""
    invalid_since: datetime
    """The invalidity date (RFC 5280 §5.3.2): signatures made from here on count for nothing."""
    revoked_at: datetime

    @property
    def is_compromise(self) -> bool:
        """Check whether somebody else may have signed, so that its dates prove nothing."""
        return self.reason not in _ORDERLY
