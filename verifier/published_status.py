"""What the verifier publishes of the register: tokens that issuers and witnesses signed."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from attestation.errors import MalformedCredentialError, RegisterError
from attestation.formats.checkpoint import decode_checkpoint_envelope, verify_checkpoint
from attestation.formats.status_list import StatusList, decode_list_envelope, verify_status_list
from attestation.verdict.policy import VerificationPolicy
from register.lookup import Lookup
from verifier.check import Register


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedList:
    """A Status List Token to be served."""

    token: bytes
    max_age: timedelta
    """How long a cache may keep it: its own ttl, and never past its end."""

    @property
    def tag(self) -> str:
        """What changes when the token does (RFC 9110 §8.8.3)."""
        return sha256(self.token).hexdigest()[:32]


def published_list(
    register: Register,
    list_number: int,
    *,
    policy: VerificationPolicy,
    at: datetime,
    uri: str = "",
) -> PublishedList | None:
    """Return list ``list_number``; None if there is none.

    Args:
        register: what is asked.
        list_number: the list's number.
        policy: the trusted keys.
        at: the instant of the answer.
        uri: under which somebody asks; the list may be published under others too.

    Raises:
        RegisterError: the register does not answer, or what it holds is not a list that a
            trusted issuer signed: nobody is served what this verifier would not believe.
    """
    token = register.status_list(list_number, uri=uri)
    if token is None:
        return None
    status_list = _verified(token, policy)
    if status_list is None:
        raise RegisterError("la liste d’états du registre n’est signée par aucune clé connue")
    left = max(status_list.expires_at - at, timedelta())
    return PublishedList(token=token, max_age=min(status_list.ttl, left))


def published_checkpoint(lookup: Lookup, *, policy: VerificationPolicy) -> bytes | None:
    """Give the newest checkpoint; None if none was made yet.

    Raises:
        RegisterError: the register does not answer, or no witness that is trusted signed it.
    """
    token = lookup.checkpoint()
    if token is not None and not _is_witnessed(token, policy):
        raise RegisterError("le point de contrôle du registre n’est signé par aucun témoin connu")
    return token


def _is_witnessed(token: bytes, policy: VerificationPolicy) -> bool:
    try:
        envelope = decode_checkpoint_envelope(token)
        witness = policy.witnesses.get(envelope.kid)
        return witness is not None and verify_checkpoint(envelope, witness.public_key) is not None
    except MalformedCredentialError:
        return False


def _verified(token: bytes, policy: VerificationPolicy) -> StatusList | None:
    try:
        envelope = decode_list_envelope(token)
        key = policy.trusted_keys.get(envelope.kid)
        return None if key is None else verify_status_list(envelope, key.public_key)
    except MalformedCredentialError:
        return None
