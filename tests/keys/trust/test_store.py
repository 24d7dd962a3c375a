"""The bundle: what a verifier believes, and what it refuses to load."""

from datetime import timedelta
from unittest.mock import patch

import pytest
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    PrivateFormat,
)

from attestation.errors import TrustStoreError
from attestation.signer import Kid
from keys.trust import (
    Role,
    load_trust_store,
    load_trusted_keys,
)
from tests.support.bare_certificates import YEAR
from tests.support.witnesses import BEGIN, Organisation, make


def test_one_bundle_serves_several_organisations_each_with_its_own_name() -> None:
    first, second = make("Première"), make("Seconde")

    store = load_trust_store(first.bundle() + second.bundle())

    assert [one.name for one in store.organisations] == ["Première", "Seconde"]
    assert {key.issuer.name for key in store.keys.values()} == {"Première", "Seconde"}
    assert len({key.issuer.anchor for key in store.keys.values()}) == 2


def test_policy_of_a_store_has_all_that_it_trusts() -> None:
    organisation = make()
    organisation.make_key(Role.WITNESS)
    store = load_trust_store(organisation.bundle())

    policy = store.policy(addresses=frozenset({"https://v.example"}), clock_slack=timedelta())

    assert (policy.trusted_keys, policy.witnesses) == (store.keys, store.witnesses)


def test_two_certificates_with_one_kid_are_refused() -> None:
    organisation = make()
    organisation.make_key()

    with (
        patch("keys.trust.store.kid_of", lambda _: Kid(bytes(8))),
        pytest.raises(TrustStoreError, match="même kid"),
    ):
        load_trust_store(organisation.bundle())


def test_one_certificate_twice_is_refused() -> None:
    organisation = make()

    with pytest.raises(TrustStoreError, match="même kid"):
        load_trusted_keys(organisation.bundle() + organisation.bundle())


@pytest.mark.parametrize("bundle", [b"", b"rubbish", b"-----BEGIN CERTIFICATE-----\n"])
def test_file_without_certificates_is_refused(bundle: bytes) -> None:
    with pytest.raises(TrustStoreError, match="aucun certificat"):
        load_trust_store(bundle)


def test_damaged_certificate_is_refused() -> None:
    block = b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"

    with pytest.raises(TrustStoreError, match="abîmé"):
        load_trust_store(block)


def test_private_key_in_a_bundle_is_refused() -> None:
    organisation = make()
    key = organisation.key.private_bytes(
        Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"secret")
    )

    with pytest.raises(TrustStoreError, match="autre chose"):
        load_trust_store(organisation.bundle() + key)


def test_bundle_without_an_issuing_key_is_refused() -> None:
    with pytest.raises(TrustStoreError, match="aucun certificat d’émission"):
        load_trust_store(Organisation().bundle())


def test_certificate_that_begins_outside_its_roots_validity_is_refused() -> None:
    organisation = make()
    organisation.make_key(at=BEGIN - YEAR)

    with pytest.raises(TrustStoreError, match="aucune racine"):
        load_trust_store(organisation.bundle())
