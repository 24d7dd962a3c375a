"""Bundles put together: a new organisation by its fingerprint, newer things of a known one."""

from datetime import timedelta

import pytest

from attestation.errors import TrustStoreError
from keys.custody.keyring import trust_bundle
from keys.trust import (
    add_organisations,
    load_trust_store,
    load_trusted_keys,
    update_organisations,
)
from tests.support.issuers import NOW
from tests.support.key_rings import LOG_ORIGIN, Keys
from tests.support.witnesses import make


def test_update_and_addition_take_a_log_over_once(logged: Keys) -> None:
    before = trust_bundle(logged.ring)
    logged("log-key", "--origin", LOG_ORIGIN)
    after = trust_bundle(logged.ring)

    for merged in (
        update_organisations(before, after),
        update_organisations(after, before),
        add_organisations(b"", after),
    ):
        assert len(load_trust_store(merged).logs) == 2
        assert merged.count(b"BEGIN ATTESTATION-LOG-CERTIFICATE") == 2


def test_organisation_is_added_to_a_bundle() -> None:
    first, second = make("Première"), make("Seconde")
    second.revoke(since=NOW)

    started = add_organisations(b"", first.bundle())
    both = add_organisations(started, second.bundle())

    assert [one.name for one in load_trust_store(both).organisations] == ["Première", "Seconde"]
    assert add_organisations(both, first.bundle()) == both
    with pytest.raises(TrustStoreError):
        add_organisations(both, b"rubbish")


def test_update_brings_new_keys_and_lists_of_trusted_roots() -> None:
    organisation = make()
    before = organisation.bundle()
    stolen = organisation.make_key()
    organisation.revoke(stolen, since=NOW, number=1)

    after = update_organisations(before, organisation.bundle())

    assert load_trusted_keys(after)[stolen.kid].is_compromised
    organisation.revoke(stolen, since=NOW, number=2, at=NOW + timedelta(days=1))
    newest = update_organisations(after, organisation.bundle())
    assert newest.count(b"BEGIN X509 CRL") == 1
    assert [mark.number for mark in load_trust_store(newest).marks.values()] == [2]


def test_update_brings_no_new_root() -> None:
    with pytest.raises(TrustStoreError, match="trust add"):
        update_organisations(make().bundle(), make("Inconnue").bundle())


def test_update_with_an_older_list_is_refused() -> None:
    organisation = make()
    organisation.revoke(since=NOW, number=2)
    current = organisation.bundle()
    organisation.crls.clear()
    organisation.revoke(since=NOW, number=1)

    with pytest.raises(TrustStoreError, match="plus ancienne"):
        update_organisations(current, organisation.bundle())
    with pytest.raises(TrustStoreError, match="plus ancienne"):
        add_organisations(current, organisation.bundle())
