"""The trust bundle file: read when it changes, and never taken back to an older list."""

from datetime import timedelta
from pathlib import Path

import pytest

from attestation.errors import ConfigurationError, TrustStoreError
from keys.trust import load_trust_store
from tests.support.issuers import ADDRESS, make_issuer
from tests.support.trust_bundles import organisation, put, with_lists
from tests.support.world import World
from verifier.http.app import create_app
from verifier.trust_file import TrustFile, read_seen, write_bundle_file

SLACK = timedelta(minutes=5)


def trust_file(path: Path) -> TrustFile:
    return TrustFile(path=path, addresses=frozenset({ADDRESS}), clock_slack=SLACK)


def test_changed_bundle_is_believed_without_a_restart(tmp_path: Path) -> None:
    path = tmp_path / "trust.pem"
    path.write_bytes(make_issuer("Premier").bundle)
    trust = trust_file(path)
    before = trust.current()
    put(path, make_issuer("Premier").bundle + make_issuer("Second").bundle)

    after = trust.current()

    assert len(before.policy.trusted_keys) == 1
    assert len(after.policy.trusted_keys) == 2
    assert after.tag != before.tag


def test_unchanged_bundle_is_not_read_again(tmp_path: Path) -> None:
    path = tmp_path / "trust.pem"
    path.write_bytes(make_issuer().bundle)
    trust = trust_file(path)

    assert trust.current() is trust.current()


@pytest.mark.parametrize("bad", [b"", b"rubbish", None])
def test_damaged_or_missing_bundle_leaves_the_former_one(tmp_path: Path, bad: bytes | None) -> None:
    path = tmp_path / "trust.pem"
    path.write_bytes(make_issuer().bundle)
    trust = trust_file(path)
    before = trust.current()
    if bad is None:
        path.unlink()
    else:
        put(path, bad)

    assert trust.current() is before
    assert trust.is_refused


def test_metrics_say_that_a_changed_bundle_is_not_believed(own_world: World) -> None:
    client = create_app(own_world.settings, now=own_world.now).test_client()
    bundle = own_world.settings.trust.read_bytes()

    def refused() -> str:
        numbers = client.get("/metrics").get_data(as_text=True)
        return numbers.partition("\nattestation_trust_bundle_refused ")[2].partition("\n")[0]

    said = [refused()]
    for content in (b"damaged", bundle):
        put(own_world.settings.trust, content)
        said.append(refused())

    assert said == ["0.0", "1.0", "0.0"]


def test_older_revocation_list_is_refused_by_a_running_verifier(tmp_path: Path) -> None:
    made, path = organisation(), tmp_path / "trust.pem"
    path.write_bytes(with_lists(made, [5]))
    trust = trust_file(path)
    newer = trust.current()
    put(path, with_lists(made, [4]))

    assert trust.current() is newer
    assert trust.is_refused

    put(path, with_lists(made, [6]))
    assert trust.current() is not newer
    assert not trust.is_refused


def test_older_revocation_list_is_refused_after_a_restart(tmp_path: Path) -> None:
    made, path = organisation(), tmp_path / "trust.pem"
    write_bundle_file(path, with_lists(made, [5]), seen={})
    put(path, with_lists(made, [4]))

    with pytest.raises(TrustStoreError, match="plus ancienne"):
        trust_file(path).current()


def test_memory_of_what_was_seen_never_goes_back(tmp_path: Path) -> None:
    made, path = organisation(), tmp_path / "trust.pem"
    seen = load_trust_store(with_lists(made, [9])).marks

    write_bundle_file(path, with_lists(made, [5]), seen=seen)

    assert [mark.number for mark in read_seen(path).values()] == [9]


def test_damaged_memory_stops_the_start(tmp_path: Path) -> None:
    path = tmp_path / "trust.pem"
    path.write_bytes(make_issuer().bundle)
    (tmp_path / "trust.pem.seen").write_bytes(b"\xff")

    with pytest.raises(ConfigurationError):
        trust_file(path).current()


def test_folder_that_cannot_be_written_is_a_clear_error(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="impossible d’écrire"):
        write_bundle_file(tmp_path / "nowhere" / "trust.pem", make_issuer().bundle, seen={})
