"""Proof that something existed before an instant, given by a key other than its own.

Today a checkpoint that covers it; an RFC 3161 timestamp over it would be a second kind of proof,
weighed in ``existed_before`` beside the first.
"""

from collections.abc import Iterable
from datetime import datetime

from attestation.errors import MalformedCredentialError
from attestation.formats.checkpoint import (
    Checkpoint,
    Inclusion,
    decode_checkpoint_envelope,
    verify_checkpoint,
)
from attestation.verdict.policy import VerificationPolicy
from attestation.verdict.verdicts import Issuer


def existed_before(
    instant: datetime,
    statement: bytes,
    *,
    issuer: Issuer,
    inclusions: Iterable[Inclusion],
    policy: VerificationPolicy,
) -> bool:
    """Tell whether ``statement`` is proven to be older than ``instant``."""
    return any(
        inclusion.statement == statement
        and (checkpoint := witnessed(inclusion, issuer=issuer, policy=policy)) is not None
        and checkpoint.made_at < instant
        for inclusion in inclusions
    )


def witnessed(
    inclusion: Inclusion, *, issuer: Issuer, policy: VerificationPolicy
) -> Checkpoint | None:
    """Give the checkpoint that ``inclusion`` is under, if a witness of ``issuer`` signed it."""
    try:
        envelope = decode_checkpoint_envelope(inclusion.checkpoint)
        key = policy.witnesses.get(envelope.kid)
        if key is None or key.issuer.anchor != issuer.anchor:
            return None
        checkpoint = verify_checkpoint(envelope, key.public_key)
    except MalformedCredentialError:
        return None
    # A witness that was compromised proves nothing: nobody watches the witness.
    if checkpoint is None or key.is_compromised or not key.could_sign_at(checkpoint.made_at):
        return None
    return checkpoint if inclusion.is_under(checkpoint) else None
