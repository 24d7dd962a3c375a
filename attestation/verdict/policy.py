"""What the verifier trusts, as data: keys by kid, its own addresses, the slack of a clock."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from types import MappingProxyType

from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey

from attestation.signer import Kid
from attestation.verdict.revocation import Revocation
from attestation.verdict.verdicts import Issuer, Refusal


@dataclass(frozen=True, slots=True, kw_only=True)
class TrustedKey:
    """An issuing key, from the trust bundle."""

    kid: Kid
    public_key: EllipticCurvePublicKey
    issuer: Issuer
    not_before: datetime
    not_after: datetime
    """It signs nothing after this instant; what it signed before stays good."""
    revocation: Revocation | None = None

    @property
    def is_compromised(self) -> bool:
        """Tell whether somebody else may have signed with it, under any date."""
        return self.revocation is not None and self.revocation.is_compromise

    def could_sign_at(self, instant: datetime) -> bool:
        """Tell whether a signature that says ``instant`` can be the owner's."""
        return self.refusal_at(instant) is None

    def refusal_at(self, instant: datetime) -> Refusal | None:
        """Give why a signature that says ``instant`` counts for nothing; None if it may count.

        The certificate's validity is RFC 5280 §4.1.2.5, the invalidity date §5.3.2.
        """
        if self.revocation is not None and instant >= self.revocation.invalid_since:
            is_theft = self.revocation.is_compromise
            return Refusal.KEY_COMPROMISED if is_theft else Refusal.OUTSIDE_VALIDITY
        is_within = self.not_before <= instant <= self.not_after
        return None if is_within else Refusal.OUTSIDE_VALIDITY


@dataclass(frozen=True, slots=True, kw_only=True)
class VerificationPolicy:
    """Everything a verification is decided by, besides what is verified and the instant."""

    trusted_keys: Mapping[Kid, TrustedKey]
    addresses: frozenset[str]
    """The verifier's own addresses, ``https://VERIFIER``; no other is ever followed."""
    clock_slack: timedelta
    """How far ahead of ours an issuer's clock may be."""
    witnesses: Mapping[Kid, TrustedKey] = field(default_factory=lambda: MappingProxyType({}))
    """Keys that sign checkpoints, and nothing else: roots, and witnesses that a root certifies."""
    document_keys: frozenset[bytes] = frozenset()
    """SHA-256 of the SubjectPublicKeyInfo of seals that sign documents beside the issuing key."""

    def __post_init__(self) -> None:
        """Refuse a policy that trusts nobody: it would answer "not ours" to everything."""
        if not self.trusted_keys or not self.addresses:
            raise ValueError("a policy needs at least one trusted key and one address")
