"""What the verifier trusts, as data: keys by kid, its own addresses, the slack of a clock."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from types import MappingProxyType

from attestation.signer import Kid
from attestation.verdict.trusted_keys import TrustedKey, TrustedKeys


@dataclass(frozen=True, slots=True, kw_only=True)
class VerificationPolicy:
    """All that decides a verification, besides the bytes and the instant."""

    trusted_keys: Mapping[Kid, TrustedKey]
    addresses: frozenset[str]
    """The verifier's own addresses, ``https://VERIFIER``; no other is ever followed."""
    clock_slack: timedelta
    """How far ahead of ours an issuer's clock may be."""
    witnesses: Mapping[Kid, TrustedKey] = field(default_factory=lambda: MappingProxyType({}))
    """Keys that sign checkpoints, and nothing else: roots, and witnesses that a root certifies."""
    roots: Mapping[Kid, TrustedKey] = field(default_factory=lambda: MappingProxyType({}))
    """Roots that may sign statements and lists instead of an issuing key."""
    document_keys: frozenset[bytes] = frozenset()
    """SHA-256 of the SubjectPublicKeyInfo of seals that sign documents beside the issuing key."""

    def __post_init__(self) -> None:
        """Refuse a policy that trusts nobody: it would answer "not ours" to everything."""
        if not self.trusted_keys or not self.addresses:
            raise ValueError("a policy needs at least one trusted key and one address")

    @property
    def keys(self) -> TrustedKeys:
        """The keys, as what opens signed messages."""
        return TrustedKeys(issuing=self.trusted_keys, witnesses=self.witnesses, roots=self.roots)
