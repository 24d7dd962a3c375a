"""Nothing is published that this verifier would not believe."""

from dataclasses import dataclass, replace
from datetime import timedelta

import pytest

from attestation.errors import RegisterError
from attestation.formats.checkpoint import Checkpoint, sign_checkpoint
from attestation.verdict.policy import VerificationPolicy
from attestation.verdict.revocation import Revocation
from keys.trust import Role
from tests.support.issuers import NOW
from tests.support.witnesses import Organisation
from tests.support.world import Issued, World
from verifier.published_status import published_checkpoint, published_list

DAY = timedelta(days=1)


@dataclass
class OneCheckpoint:
    """A register that has one head."""

    token: bytes | None

    def checkpoint(self) -> bytes | None:
        return self.token


def test_checkpoint_of_a_compromised_witness_is_not_published() -> None:
    organisation = Organisation()
    organisation.make_key()
    witness = organisation.make_key(Role.WITNESS)
    head = Checkpoint(size=1, root=bytes(32), made_at=NOW)
    lookup = OneCheckpoint(sign_checkpoint(head, signer=witness))

    assert published_checkpoint(lookup, policy=organisation.policy()) == lookup.token
    assert published_checkpoint(OneCheckpoint(None), policy=organisation.policy()) is None
    organisation.revoke(witness, since=NOW + DAY)
    with pytest.raises(RegisterError):
        published_checkpoint(lookup, policy=organisation.policy())


def test_checkpoint_from_before_its_witness_is_not_published() -> None:
    organisation = Organisation()
    organisation.make_key()
    witness = organisation.make_key(Role.WITNESS, at=NOW)
    head = Checkpoint(size=1, root=bytes(32), made_at=NOW - DAY)

    with pytest.raises(RegisterError):
        published_checkpoint(
            OneCheckpoint(sign_checkpoint(head, signer=witness)), policy=organisation.policy()
        )


def test_list_of_a_compromised_key_is_not_published(world: World, issued: list[Issued]) -> None:
    verifier = world.verifier
    assert issued
    assert published_list(verifier.register, 1, policy=verifier.policy, at=world.now())

    for reason in ("keyCompromise", "superseded"):
        revoked = Revocation(reason=reason, invalid_since=world.now() - DAY, revoked_at=world.now())
        with pytest.raises(RegisterError):
            published_list(
                verifier.register, 1, policy=_revoked(verifier.policy, revoked), at=world.now()
            )


def _revoked(policy: VerificationPolicy, revocation: Revocation) -> VerificationPolicy:
    keys = {kid: replace(key, revocation=revocation) for kid, key in policy.trusted_keys.items()}
    return replace(policy, trusted_keys=keys)
