"""What the verifier publishes of the register: tokens that issuers and witnesses signed."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Protocol

from attestation.errors import RegisterError
from attestation.formats.checkpoint import CHECKPOINT
from attestation.formats.status_list import STATUS_LIST
from attestation.verdict.policy import VerificationPolicy
from attestation.verdict.trusted_keys import Verified
from verifier.registers import Register


class CheckpointSource(Protocol):
    """What is asked of the register (``register.lookup.Lookup``)."""

    def checkpoint(self) -> bytes | None:
        """Return the newest checkpoint."""
        ...


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
    opened = policy.keys.open(token, STATUS_LIST)
    if not isinstance(opened, Verified):
        raise RegisterError("la liste d’états du registre n’est signée par aucune clé connue")
    status_list = opened.message
    left = max(status_list.expires_at - at, timedelta())
    return PublishedList(token=token, max_age=min(status_list.ttl, left))


def published_checkpoint(lookup: CheckpointSource, *, policy: VerificationPolicy) -> bytes | None:
    """Return the newest checkpoint; None if none was made yet.

    Raises:
        RegisterError: the register does not answer, or no witness that is trusted signed it.
    """
    token = lookup.checkpoint()
    if token is not None and not isinstance(policy.keys.open(token, CHECKPOINT), Verified):
        raise RegisterError("le point de contrôle du registre n’est signé par aucun témoin connu")
    return token
