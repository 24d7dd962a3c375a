"""Revocation lists in a bundle: whose they are, which one counts, and none that goes back."""

from datetime import timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes

from attestation.errors import TrustStoreError
from keys.trust import (
    CrlMark,
    TrustStore,
    load_trust_store,
    load_trusted_keys,
    marks_from_json,
    marks_to_json,
)
from tests.support.issuers import NOW
from tests.support.witnesses import Organisation, make, pem

YEAR = timedelta(days=365)


def test_crl_that_no_root_here_signed_is_refused() -> None:
    organisation, stranger = make(), make()
    crl = stranger.revoke(since=NOW)

    with pytest.raises(TrustStoreError, match="n’a signé une liste"):
        load_trust_store(organisation.bundle() + pem(crl))


def test_newest_of_two_lists_counts() -> None:
    organisation = make()
    (key,) = load_trusted_keys(organisation.bundle())
    signer = organisation.make_key()
    old = organisation.revoke(since=NOW, number=1)
    new = organisation.revoke(signer, since=NOW, number=2, at=NOW + timedelta(days=1))
    certificates = pem(organisation.root, *organisation.certificates)

    for lists in (pem(old, new), pem(new, old)):
        store = load_trust_store(certificates + lists)
        assert store.keys[signer.kid].is_compromised
        assert not store.keys[key].is_compromised
        assert [mark.number for mark in store.marks.values()] == [2]


def rolled_back() -> tuple[Organisation, TrustStore]:
    organisation = make()
    organisation.revoke(since=NOW, number=5)
    newer = load_trust_store(organisation.bundle())
    organisation.crls.clear()
    return organisation, newer


def test_bundle_with_an_older_crl_than_one_seen_is_refused() -> None:
    organisation, newer = rolled_back()
    organisation.revoke(since=NOW, number=4)

    with pytest.raises(TrustStoreError, match="plus ancienne"):
        load_trust_store(organisation.bundle(), seen=newer.marks)


def test_bundle_with_an_earlier_dated_crl_than_one_seen_is_refused() -> None:
    organisation, newer = rolled_back()
    organisation.revoke(since=NOW, number=6, at=NOW - timedelta(days=1))

    with pytest.raises(TrustStoreError, match="plus ancienne"):
        load_trust_store(organisation.bundle(), seen=newer.marks)


def test_bundle_that_lost_its_crl_is_refused() -> None:
    organisation, newer = rolled_back()

    with pytest.raises(TrustStoreError, match="manque"):
        load_trust_store(organisation.bundle(), seen=newer.marks)


def test_same_crl_again_is_fine() -> None:
    organisation = make()
    organisation.revoke(since=NOW)
    marks = load_trust_store(organisation.bundle()).marks

    assert load_trust_store(organisation.bundle(), seen=marks).marks == marks


def crl_with(
    organisation: Organisation,
    *extensions: tuple[x509.ExtensionType, bool],
    entry: x509.RevokedCertificate | None = None,
) -> bytes:
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(organisation.root.subject)
        .last_update(NOW)
        .next_update(NOW + YEAR)
    )
    for extension, is_critical in extensions:
        builder = builder.add_extension(extension, critical=is_critical)
    if entry is not None:
        builder = builder.add_revoked_certificate(entry)
    return pem(builder.sign(organisation.key, hashes.SHA256()))


def entry_of_another_issuer(serial: int, *, is_critical: bool) -> x509.RevokedCertificate:
    return (
        x509.RevokedCertificateBuilder()
        .serial_number(serial)
        .revocation_date(NOW)
        .add_extension(
            x509.CertificateIssuer([x509.DNSName("other.example")]), critical=is_critical
        )
        .build()
    )


def test_list_of_changes_only_is_refused() -> None:
    organisation = make()
    delta = crl_with(organisation, (x509.CRLNumber(2), False), (x509.DeltaCRLIndicator(1), True))

    with pytest.raises(TrustStoreError, match="pas complète"):
        load_trust_store(organisation.bundle() + delta)


def test_list_without_a_number_is_refused() -> None:
    organisation = make()

    with pytest.raises(TrustStoreError, match="pas de numéro"):
        load_trust_store(organisation.bundle() + crl_with(organisation))


def test_entry_that_we_do_not_understand_is_refused() -> None:
    organisation = make()
    entry = entry_of_another_issuer(7, is_critical=True)
    crl = crl_with(organisation, (x509.CRLNumber(1), False), entry=entry)

    with pytest.raises(TrustStoreError, match="extension critique inconnue"):
        load_trust_store(organisation.bundle() + crl)


def test_invalidity_date_after_the_revocation_gives_nothing() -> None:
    organisation = make()
    signer = organisation.make_key()
    organisation.revoke(signer, since=NOW + YEAR, at=NOW)

    revocation = load_trusted_keys(organisation.bundle())[signer.kid].revocation

    assert revocation is not None
    assert revocation.invalid_since == NOW


def test_other_entry_extensions_change_nothing() -> None:
    organisation = make()
    signer = organisation.make_key()
    entry = entry_of_another_issuer(signer.certificate.serial_number, is_critical=False)
    crl = crl_with(organisation, (x509.CRLNumber(1), False), entry=entry)

    revocation = load_trusted_keys(organisation.bundle() + crl)[signer.kid].revocation

    assert revocation is not None
    assert (revocation.reason, revocation.invalid_since) == ("unspecified", NOW)


def test_marks_come_back_as_they_were_written() -> None:
    marks = {bytes(32): CrlMark(number=3, this_update=NOW)}

    assert marks_from_json(marks_to_json(marks)) == marks


@pytest.mark.parametrize("text", ["", "[]", '{"zz": {}}', '{"00": {}}', '{"00": 1}'])
def test_damaged_memory_is_never_taken_for_an_empty_one(text: str) -> None:
    with pytest.raises(TrustStoreError, match="mémoire"):
        marks_from_json(text)
