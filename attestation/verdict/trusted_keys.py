"""Who may sign, and the one rule that decides whether a signed message counts."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Generic

from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey

from attestation.errors import MalformedCredentialError
from attestation.formats.checkpoint import CHECKPOINT, Checkpoint, Inclusion
from attestation.formats.message_type import AfterCompromise, MessageT, MessageType, SignedBy
from attestation.signer import Kid
from attestation.verdict.revocation import Revocation
from attestation.verdict.verdicts import Issuer, Refusal


@dataclass(frozen=True, slots=True, kw_only=True)
class TrustedKey:
    """A key of an organisation, from the trust bundle."""

    kid: Kid
    public_key: EllipticCurvePublicKey
    issuer: Issuer
    not_before: datetime
    not_after: datetime
    """It signs nothing after this instant; what it signed before stays good."""
    revocation: Revocation | None = None

    @property
    def is_compromised(self) -> bool:
        """Check whether somebody else may have signed with it, whatever the date."""
        return self.revocation is not None and self.revocation.is_compromise

    def refusal_at(self, instant: datetime) -> Refusal | None:
        """Return why a signature that says ``instant`` counts for nothing; None if it may count.

        The certificate's validity is RFC 5280 §4.1.2.5, the invalidity date §5.3.2.
        """
        if self.revocation is not None and instant >= self.revocation.invalid_since:
            is_theft = self.revocation.is_compromise
            return Refusal.KEY_COMPROMISED if is_theft else Refusal.OUTSIDE_VALIDITY
        is_within = self.not_before <= instant <= self.not_after
        return None if is_within else Refusal.OUTSIDE_VALIDITY


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified(Generic[MessageT]):
    """A message that counts, and the key that signed it."""

    message: MessageT
    key: TrustedKey


@dataclass(frozen=True, slots=True, kw_only=True)
class Untrusted:
    """Bytes that count for nothing, and why."""

    reason: Refusal


@dataclass(frozen=True, slots=True, kw_only=True)
class TrustedKeys:
    """The keys of some organisations, by kid and by what they may sign."""

    issuing: Mapping[Kid, TrustedKey]
    witnesses: Mapping[Kid, TrustedKey] = field(default_factory=lambda: MappingProxyType({}))
    """They sign checkpoints, and nothing else: roots, and witnesses that a root certifies."""
    roots: Mapping[Kid, TrustedKey] = field(default_factory=lambda: MappingProxyType({}))
    """Roots that may sign messages themselves."""

    def open(
        self,
        data: bytes,
        type_: MessageType[MessageT],
        *,
        issuer: Issuer | None = None,
        inclusions: Iterable[Inclusion] = (),
    ) -> Verified[MessageT] | Untrusted:
        """Open ``data`` if it is a message of ``type_`` whose signature counts.

        Args:
            data: the signed message.
            type_: what it must be.
            issuer: whose key must have signed it; None for any organisation's.
            inclusions: proofs of age, for what a key signed that was compromised later.
        """
        # (1) Exactly one tagged COSE_Sign1 of our profile: RFC 9052 §4.2, RFC 8949 §4.2.1.
        try:
            envelope = type_.decode_envelope(data)
        except MalformedCredentialError:
            return Untrusted(reason=Refusal.MALFORMED)
        # (2) The trust store, not the message, decides the key, and the algorithm with it.
        # SECURITY: another organisation's key, though trusted, says nothing about this one's
        # attestations: test_another_organisation_cannot_withdraw and ..._cannot_clear.
        key = self._key(envelope.kid, type_.signed_by)
        if key is None or (issuer is not None and key.issuer.anchor != issuer.anchor):
            return Untrusted(reason=Refusal.UNKNOWN_KEY)
        # (3) The signature over Sig_structure (RFC 9052 §4.4), and only then the claims.
        try:
            message = type_.verify(envelope, key.public_key)
        except MalformedCredentialError:
            return Untrusted(reason=Refusal.MALFORMED)
        if message is None:
            return Untrusted(reason=Refusal.BAD_SIGNATURE)
        # (4) The key was within its validity, and in its owner's hands, when it says it signed.
        refusal = key.refusal_at(type_.signed_at(message))
        if refusal is not None:
            return Untrusted(reason=refusal)
        # (5) What a compromised key says about time counts for nothing of itself.
        if key.revocation is not None and key.is_compromised:
            match type_.after_compromise:
                case AfterCompromise.AS_DATED:
                    pass
                case AfterCompromise.PROVEN if self._existed_before(
                    key.revocation.invalid_since, data, issuer=key.issuer, inclusions=inclusions
                ):
                    pass
                case _:
                    return Untrusted(reason=Refusal.KEY_COMPROMISED)
        return Verified(message=message, key=key)

    def witnessed(self, inclusion: Inclusion, *, issuer: Issuer) -> Checkpoint | None:
        """Return the checkpoint that ``inclusion`` is under, if a witness of ``issuer`` signed it.

        A compromised witness proves nothing, because no other key witnesses its statements.
        """
        match self.open(inclusion.checkpoint, CHECKPOINT, issuer=issuer):
            case Verified(message=checkpoint) if inclusion.is_under(checkpoint):
                return checkpoint
            case _:
                return None

    def _existed_before(
        self,
        instant: datetime,
        statement: bytes,
        *,
        issuer: Issuer,
        inclusions: Iterable[Inclusion],
    ) -> bool:
        """Check whether ``statement`` is proven to be older than ``instant``.

        An RFC 3161 timestamp over it would be a second kind of proof, weighed here.
        """
        return any(
            inclusion.statement == statement
            and (checkpoint := self.witnessed(inclusion, issuer=issuer)) is not None
            and checkpoint.made_at < instant
            for inclusion in inclusions
        )

    def _key(self, kid: Kid, signed_by: SignedBy) -> TrustedKey | None:
        if signed_by is SignedBy.WITNESS:
            return self.witnesses.get(kid)
        if signed_by is SignedBy.ISSUING_OR_ROOT:
            return self.issuing.get(kid) or self.roots.get(kid)
        if signed_by is SignedBy.ROOT:
            return self.roots.get(kid)
        return self.issuing.get(kid)
