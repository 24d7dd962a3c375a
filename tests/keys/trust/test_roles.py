"""What a certificate is for, as its key usage says."""

from datetime import timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa

from attestation.errors import TrustStoreError
from keys.custody.certificates import certify
from keys.trust import (
    Role,
    load_trust_store,
)
from tests.support.bare_certificates import YEAR, bare_certificate, usage_of
from tests.support.witnesses import BEGIN, make, pem


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


@pytest.mark.parametrize("usage", [None, usage_of(signs=False)])
def test_certificate_that_is_not_for_signing_is_refused(usage: x509.KeyUsage | None) -> None:
    organisation = make()

    with pytest.raises(TrustStoreError, match="pas fait pour signer"):
        load_trust_store(organisation.bundle() + pem(bare_certificate(organisation, usage=usage)))


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
