"""What the verifier trusts, as data: keys by kid, its own addresses, the slack of a clock."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey

from attestation.signer import Kid
from attestation.verdict import Issuer


@dataclass(frozen=True, slots=True, kw_only=True)
class TrustedKey:
    """An issuing key, from the trust bundle."""

    kid: Kid
    public_key: EllipticCurvePublicKey
    issuer: Issuer
    not_before: datetime
    not_after: datetime
    """It signs nothing after this instant; what it signed before stays good."""

    def could_sign_at(self, instant: datetime) -> bool:
        """Tell whether ``instant`` is within the certificate's validity (RFC 5280 §4.1.2.5)."""
        return self.not_before <= instant <= self.not_after


@dataclass(frozen=True, slots=True, kw_only=True)
class VerificationPolicy:
    """Everything a verification is decided by, besides what is verified and the instant."""

    trusted_keys: Mapping[Kid, TrustedKey]
    addresses: frozenset[str]
    """The verifier's own addresses, ``https://VERIFIER``; no other is ever followed."""
    clock_slack: timedelta
    """How far ahead of ours an issuer's clock may be."""

    def __post_init__(self) -> None:
        """Refuse a policy that trusts nobody: it would answer "not ours" to everything."""
        if not self.trusted_keys or not self.addresses:
            raise ValueError("a policy needs at least one trusted key and one address")
