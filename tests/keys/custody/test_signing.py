"""A signer signs within the validity of its key, and nothing else."""

from datetime import timedelta

import pytest

from attestation.errors import SigningError
from keys.custody.passphrase import Passphrase
from keys.custody.signing import open_checkpoint_signer, open_signer
from tests.support.key_rings import SECRET, Keys

PASSPHRASE = Passphrase(SECRET.encode())


@pytest.mark.parametrize("days", [-1, 3 * 366])
def test_key_signs_nothing_outside_its_validity(ringed: Keys, days: int) -> None:
    moment = ringed.at + timedelta(days=days)

    with pytest.raises(SigningError, match="pas valable aujourd’hui"):
        open_signer(ringed.ring, Passphrase(SECRET.encode()), at=moment)


def test_root_in_the_ring_signs_checkpoints(ringed: Keys) -> None:
    signer = open_checkpoint_signer(ringed.folder / "ring", PASSPHRASE, at=ringed.at)

    assert signer.certificate == ringed.ring.root
