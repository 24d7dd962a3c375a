"""The root signs a kit once it has read each file again, and its keys out of the kit's bundle."""

from dataclasses import dataclass, replace
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import pytest

from attestation.errors import ConfigurationError, SigningError
from attestation.formats.kit_manifest import (
    CLAIMS_FILE,
    KIT_MANIFEST,
    SCRIPT_FILE,
    SIGNED_FILE,
    KitManifest,
    encode_manifest,
)
from attestation.verdict.trusted_keys import Verified
from keys.custody.authority import Authority
from keys.custody.kit import read_prepared_kit, sign_prepared_kit
from keys.trust import load_trust_store
from keys.trust.kit_policy import kit_policy
from tests.support.issuers import ADDRESS, NOW
from tests.support.witnesses import Organisation


@dataclass
class Prepared:
    """A folder as a verifier prepares it, and the root that is asked to sign it."""

    folder: Path
    organisation: Organisation
    manifest: KitManifest

    @property
    def authority(self) -> Authority:
        return Authority(folder=self.folder, root=self.organisation.root, key=self.organisation.key)

    def write(self, manifest: KitManifest) -> None:
        (self.folder / CLAIMS_FILE).write_bytes(encode_manifest(manifest))


@pytest.fixture
def kit(tmp_path: Path) -> Prepared:
    organisation = Organisation()
    organisation.make_key()
    bundle = organisation.bundle()
    store = load_trust_store(bundle)
    files = {"trust.pem": bundle, "index.html": b"<!doctype html>"}
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    manifest = KitManifest(
        made_at=NOW,
        files={name: sha256(content).digest() for name, content in files.items()},
        policy=kit_policy(store, store.organisations[0], addresses=(ADDRESS,), clock_slack=300),
        is_last=False,
    )
    kit = Prepared(folder=tmp_path, organisation=organisation, manifest=manifest)
    kit.write(manifest)
    return kit


def test_kit_as_it_was_prepared_is_signed_by_the_root(kit: Prepared) -> None:
    manifest = read_prepared_kit(kit.folder, kit.authority)
    sign_prepared_kit(kit.folder, manifest, authority=kit.authority, at=NOW)

    signed = (kit.folder / SIGNED_FILE).read_bytes()
    opened = load_trust_store(kit.organisation.bundle()).trusted.open(signed, KIT_MANIFEST)
    assert isinstance(opened, Verified)
    assert opened.message == kit.manifest
    assert (kit.folder / SCRIPT_FILE).exists()


@pytest.mark.parametrize("change", ["changed", "missing"])
def test_file_that_is_not_that_of_the_manifest_is_named(kit: Prepared, change: str) -> None:
    file = kit.folder / "index.html"
    if change == "changed":
        file.write_bytes(b"<script>")
    else:
        file.unlink()

    with pytest.raises(ConfigurationError, match=r"index\.html"):
        read_prepared_kit(kit.folder, kit.authority)


def test_key_that_the_bundle_has_not_is_not_vouched_for(kit: Prepared) -> None:
    policy = kit.manifest.policy
    issuing, *others = policy.keys
    forged = replace(issuing, point=b"\x04" + bytes(64))
    kit.write(replace(kit.manifest, policy=replace(policy, keys=(forged, *others))))

    with pytest.raises(ConfigurationError, match="ses clés ne sont pas"):
        read_prepared_kit(kit.folder, kit.authority)


def test_root_signs_no_kit_of_another_organisation(kit: Prepared) -> None:
    stranger = Organisation("Autre")
    authority = replace(kit.authority, root=stranger.root, key=stranger.key)

    with pytest.raises(ConfigurationError, match="cette racine n’y est pas"):
        read_prepared_kit(kit.folder, authority)


def test_manifest_that_is_none_or_missing_is_said(kit: Prepared) -> None:
    (kit.folder / CLAIMS_FILE).write_bytes(b"nothing")
    with pytest.raises(ConfigurationError, match="manifeste"):
        read_prepared_kit(kit.folder, kit.authority)

    (kit.folder / CLAIMS_FILE).unlink()
    with pytest.raises(ConfigurationError, match="illisible"):
        read_prepared_kit(kit.folder, kit.authority)


def test_kit_of_a_clock_ahead_or_by_a_root_that_has_ended_is_not_signed(kit: Prepared) -> None:
    with pytest.raises(ConfigurationError, match="en avance"):
        sign_prepared_kit(
            kit.folder, kit.manifest, authority=kit.authority, at=NOW - timedelta(seconds=1)
        )
    with pytest.raises(SigningError):
        sign_prepared_kit(
            kit.folder, kit.manifest, authority=kit.authority, at=NOW + timedelta(days=365 * 40)
        )
    assert not (kit.folder / SIGNED_FILE).exists()
