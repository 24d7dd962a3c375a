"""The remaining life of the status lists, and of the keys that sign them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from attestation.errors import MalformedCredentialError
from attestation.formats.status_list import StatusList, decode_list_envelope, verify_status_list
from attestation.verdict.policy import VerificationPolicy


@dataclass(frozen=True, slots=True, kw_only=True)
class Expiry:
    """What is left of each; negative once it is past."""

    status_list: timedelta | None
    """Of the list that ends first; None where none is believed."""
    key: timedelta | None
    """Of the newest issuing key, of the organisation whose newest one ends first."""
    is_list_old: bool
    """A list has lived more than a third of its life: nobody has published for long."""

    @property
    def is_stale(self) -> bool:
        """Check whether some list is stale."""
        return self.status_list is not None and self.status_list <= timedelta()


def expiry_of(tokens: Iterable[bytes], policy: VerificationPolicy, *, at: datetime) -> Expiry:
    """Return how long the lists ``tokens`` and the keys last, as of ``at``."""
    lists = list(_believed(tokens, policy))
    newest: dict[bytes, datetime] = {}
    for key in policy.trusted_keys.values():
        if key.revocation is None:
            anchor = key.issuer.anchor
            newest[anchor] = max(key.not_after, newest.get(anchor, key.not_after))
    return Expiry(
        status_list=min((one.expires_at - at for one in lists), default=None),
        key=min((end - at for end in newest.values()), default=None),
        is_list_old=any(one.is_old(at) for one in lists),
    )


def _believed(tokens: Iterable[bytes], policy: VerificationPolicy) -> Iterator[StatusList]:
    for token in tokens:
        try:
            envelope = decode_list_envelope(token)
            key = policy.trusted_keys.get(envelope.kid)
            status_list = key and verify_status_list(envelope, key.public_key)
        except MalformedCredentialError:
            continue
        if key and status_list and not key.is_compromised:
            yield status_list
