"""A status list as the verifier publishes it: the issuer's own token, and how long it keeps."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from attestation.errors import MalformedCredentialError, RegisterError
from attestation.policy import VerificationPolicy
from attestation.status_list import StatusList, decode_list_envelope, verify_status_list
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
    register: Register, list_number: int, *, policy: VerificationPolicy, at: datetime
) -> PublishedList | None:
    """Give list ``list_number``; None if there is none.

    Raises:
        RegisterError: the register does not answer, or what it holds is not a list that a
            trusted issuer signed: nobody is served what this verifier would not believe.
    """
    token = register.status_list(list_number)
    if token is None:
        return None
    status_list = _verified(token, policy)
    if status_list is None:
        raise RegisterError("la liste d’états du registre n’est signée par aucune clé connue")
    left = max(status_list.expires_at - at, timedelta())
    return PublishedList(token=token, max_age=min(status_list.ttl, left))


def _verified(token: bytes, policy: VerificationPolicy) -> StatusList | None:
    try:
        envelope = decode_list_envelope(token)
        key = policy.trusted_keys.get(envelope.kid)
        return None if key is None else verify_status_list(envelope, key.public_key)
    except MalformedCredentialError:
        return None
