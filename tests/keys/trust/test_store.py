"""The bundle: what a verifier believes, and what it refuses to load."""

from datetime import timedelta
from unittest.mock import patch

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    PrivateFormat,
)

from attestation.errors import TrustStoreError
from attestation.signer import Kid
from keys.custody.certificates import certify
from keys.trust import (
    Role,
    add_organisations,
    load_trust_store,
    load_trusted_keys,
    organisation_of,
    update_organisations,
)
from tests.support.issuers import NOW
from tests.support.witnesses import BEGIN, Organisation, make, pem

YEAR = timedelta(days=365)


def test_one_bundle_serves_several_organisations_each_with_its_own_name() -> None:
    first, second = make("Première"), make("Seconde")

    store = load_trust_store(first.bundle() + second.bundle())

    assert [one.name for one in store.organisations] == ["Première", "Seconde"]
    assert {key.issuer.name for key in store.keys.values()} == {"Première", "Seconde"}
    assert len({key.issuer.anchor for key in store.keys.values()}) == 2


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


def test_policy_of_a_store_has_all_that_it_trusts() -> None:
    organisation = make()
    organisation.make_key(Role.WITNESS)
    store = load_trust_store(organisation.bundle())

    policy = store.policy(addresses=frozenset({"https://v.example"}), clock_slack=timedelta())

    assert (policy.trusted_keys, policy.witnesses) == (store.keys, store.witnesses)


def test_each_certificate_has_the_role_that_its_usage_says() -> None:
    organisation = make()
    witness, seal = organisation.make_key(Role.WITNESS), organisation.make_key(Role.SEAL)

    store = load_trust_store(organisation.bundle())

    (one,) = store.organisations
    assert [certificate.role for certificate in one.certificates] == [
        Role.ISSUING,
        Role.WITNESS,
        Role.SEAL,
    ]
    assert witness.kid not in store.keys
    assert seal.kid not in store.keys
    assert set(store.witnesses) == {witness.kid, organisation.root_signer().kid}
    assert len(store.document_keys) == 1


def test_seal_may_have_any_key_and_an_issuing_key_may_not() -> None:
    organisation = make()
    for role, is_refused in ((Role.SEAL, False), (Role.ISSUING, True), (Role.WITNESS, True)):
        certificate = certify(
            rsa.generate_private_key(65537, 2048).public_key(),
            organisation.identity,
            role,
            root=organisation.root,
            root_key=organisation.key,
            at=BEGIN,
            lifetime=YEAR,
        )
        bundle = organisation.bundle() + pem(certificate)
        if is_refused:
            with pytest.raises(TrustStoreError, match="P-256"):
                load_trust_store(bundle)
        else:
            load_trust_store(bundle)


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


def test_certificate_that_no_root_here_certifies_is_refused() -> None:
    first, second = make(), make()

    with pytest.raises(TrustStoreError, match="aucune racine"):
        load_trust_store(pem(first.root, second.certificates[0]))


def test_certificate_that_begins_outside_its_roots_validity_is_refused() -> None:
    organisation = make()
    organisation.make_key(at=BEGIN - YEAR)

    with pytest.raises(TrustStoreError, match="aucune racine"):
        load_trust_store(organisation.bundle())


def bare_certificate(
    organisation: Organisation, *, usage: x509.KeyUsage | None, name: x509.Name | None = None
) -> x509.Certificate:
    key = ec.generate_private_key(ec.SECP256R1())
    builder = (
        x509.CertificateBuilder()
        .subject_name(organisation.root.subject if name is None else name)
        .issuer_name(organisation.root.subject)
        .public_key(key.public_key())
        .serial_number(7)
        .not_valid_before(BEGIN)
        .not_valid_after(BEGIN + YEAR)
    )
    if usage is not None:
        builder = builder.add_extension(usage, critical=True)
    return builder.sign(organisation.key, hashes.SHA256())


def usage_of(*, signs: bool) -> x509.KeyUsage:
    return x509.KeyUsage(signs, signs, True, False, False, False, False, False, False)


@pytest.mark.parametrize("usage", [None, usage_of(signs=False)])
def test_certificate_that_is_not_for_signing_is_refused(usage: x509.KeyUsage | None) -> None:
    organisation = make()

    with pytest.raises(TrustStoreError, match="pas fait pour signer"):
        load_trust_store(organisation.bundle() + pem(bare_certificate(organisation, usage=usage)))


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


def test_root_without_digital_signature_witnesses_nothing() -> None:
    organisation = make()
    key = organisation.key
    name = organisation.root.subject
    root = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(9)
        .not_valid_before(BEGIN - timedelta(days=1))
        .not_valid_after(BEGIN + 9 * YEAR)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(
            x509.KeyUsage(False, False, False, False, False, True, True, False, False),
            critical=True,
        )
        .sign(key, hashes.SHA256())
    )

    assert not load_trust_store(pem(root, *organisation.certificates)).witnesses


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
