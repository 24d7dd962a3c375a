"""What a certificate says that we use: whose it is, whom to ask, and who certifies it."""

import pytest
from cryptography import x509

from attestation.errors import TrustStoreError
from keys.trust import (
    load_trust_store,
    organisation_of,
)
from tests.support.bare_certificates import bare_certificate, usage_of
from tests.support.issuers import NOW
from tests.support.witnesses import Organisation, make, pem


def test_contact_is_that_of_the_newest_issuing_certificate() -> None:
    organisation = make()
    (before,) = load_trust_store(organisation.bundle()).organisations
    assert before.contact is None
    organisation.website = "https://passages.example"
    organisation.make_key(at=NOW)

    (after,) = load_trust_store(organisation.bundle()).organisations

    assert after.contact == "https://passages.example"


def test_organisation_with_no_issuing_key_beside_another_has_no_contact() -> None:
    store = load_trust_store(make().bundle() + Organisation("Sans clé").bundle())

    assert [one.contact for one in store.organisations] == [None, None]


def test_certificate_that_no_root_here_certifies_is_refused() -> None:
    first, second = make(), make()

    with pytest.raises(TrustStoreError, match="aucune racine"):
        load_trust_store(pem(first.root, second.certificates[0]))


def test_certificate_without_a_name_is_refused() -> None:
    organisation = make()
    nameless = bare_certificate(organisation, usage=usage_of(signs=True), name=x509.Name([]))

    with pytest.raises(TrustStoreError, match="ne nomme aucune organisation"):
        load_trust_store(organisation.bundle() + pem(nameless))


def test_common_name_serves_where_there_is_no_organisation() -> None:
    organisation = make()
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Sans O")])
    certificate = bare_certificate(organisation, usage=usage_of(signs=True), name=name)

    assert organisation_of(certificate) == "Sans O"
    load_trust_store(organisation.bundle() + pem(certificate))
