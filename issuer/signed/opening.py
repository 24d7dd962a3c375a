"""Signed bytes of the register, opened with any key that ever signed for the organisation.

Whether a signature still counts for a verifier is another question (``TrustedKeys.open``). Here
only its maker counts, so that what a stolen key signed can be issued again.
"""

from attestation.errors import MalformedCredentialError
from attestation.formats.message_type import MessageT, MessageType, SignedBy
from attestation.verdict.trusted_keys import TrustedKeys


def opened(data: bytes, type_: MessageType[MessageT], keys: TrustedKeys) -> MessageT | None:
    """Return the message that one of ``keys`` signed; None for anything else."""
    try:
        envelope = type_.decode_envelope(data)
        key = keys.issuing.get(envelope.kid)
        if key is None and type_.signed_by is SignedBy.ISSUING_OR_ROOT:
            key = keys.roots.get(envelope.kid)
        return type_.verify(envelope, key.public_key) if key else None
    except MalformedCredentialError:
        return None
