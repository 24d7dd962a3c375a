"""A verifier beside a public log."""

from datetime import timedelta
from pathlib import Path

import pytest

from issuer.lifecycle.public_log import extend_log
from keys.custody.authority import open_authority
from keys.custody.keyring import open_ring, trust_bundle
from keys.custody.log_key import create_log_key, open_log_signer
from keys.trust import load_trust_store
from tests.support.issuer_contexts import PASSPHRASE
from tests.support.logs import ORIGIN
from tests.support.world import PEOPLE, World, make_world


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    """Make a deployment with a public log, whose verifier trusts it."""
    return make_logged_world(tmp_path_factory.mktemp("logged") / "deployment")


def make_logged_world(folder: Path) -> World:
    """Issue, make the log's key, and sign a head."""
    made = make_world(folder)
    made.issue(*PEOPLE)
    ring_folder = made.config.parent / "keys"
    authority = open_authority(ring_folder, PASSPHRASE)
    ring = create_log_key(
        open_ring(ring_folder), authority, PASSPHRASE, origin=ORIGIN, at=made.now(),
        lifetime=timedelta(days=3650),
    )  # fmt: skip
    made.settings.trust.write_bytes(trust_bundle(ring))
    signer = open_log_signer(ring, PASSPHRASE, at=made.now())
    assert signer is not None
    extend_log(made.context, signer, trust=load_trust_store(trust_bundle(ring)), who="ines")
    return made
