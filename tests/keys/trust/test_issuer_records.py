"""Issuer records in a trust bundle: whose counts, which counts, and who overlooks them."""

from datetime import timedelta

from attestation.formats.issuer_record import sign_issuer_record
from keys.trust import (
    TrustStore,
    add_organisations,
    encode_record_block,
    load_trust_store,
    update_organisations,
)
from keys.trust.store import read_bundle
from tests.support.issuer_records import MADE_AT, make_record, record_block
from tests.support.issuers import make_issuer

OURS, OTHERS = make_issuer(), make_issuer("Une autre maison")
RECORD = make_record()
NEWER = make_record(at=MADE_AT + timedelta(hours=1))


def records(store: TrustStore) -> dict[str, object]:
    return {one.name: one.record for one in store.organisations}


def test_bundle_without_a_record_is_as_good_and_states_nothing() -> None:
    store = load_trust_store(OURS.bundle)

    assert [one.record for one in store.organisations] == [None]
    assert [key.issuer.identifier for key in store.keys.values()] == [None]


def test_record_is_that_of_its_own_root_alone() -> None:
    store = load_trust_store(OURS.bundle + OTHERS.bundle + record_block(OTHERS))

    assert records(store) == {"Maison des Passages": None, "Une autre maison": RECORD}
    assert {key.issuer.name: key.issuer.record for key in store.keys.values()} == records(store)


def test_newest_record_counts_wherever_it_stands() -> None:
    old, new = record_block(OURS), record_block(OURS, NEWER)

    for bundle in (OURS.bundle + old + new, new + OURS.bundle + old):
        assert records(load_trust_store(bundle)) == {"Maison des Passages": NEWER}


def test_record_that_no_trusted_root_signed_says_nothing() -> None:
    by_issuing_key = encode_record_block(sign_issuer_record(RECORD, signer=OURS.signer))
    damaged = record_block(OURS).replace(b"A", b"B", 1)
    cut = record_block(OURS).replace(b"\n-----END", b"A\n-----END")
    for block in (record_block(OTHERS), by_issuing_key, damaged, cut):
        assert records(load_trust_store(OURS.bundle + block)) == {"Maison des Passages": None}


def test_reader_from_before_overlooks_a_record() -> None:
    certificates, crls = read_bundle(OURS.bundle + record_block(OURS))

    assert (len(certificates), crls) == (2, [])


def test_update_takes_over_a_newer_record_and_never_an_older_one() -> None:
    old, new = OURS.bundle + record_block(OURS), OURS.bundle + record_block(OURS, NEWER)

    for current, brought in ((OURS.bundle, new), (old, new), (new, old), (new, OURS.bundle)):
        merged = update_organisations(current, brought)
        assert records(load_trust_store(merged)) == {"Maison des Passages": NEWER}
        assert merged.count(b"BEGIN ATTESTATION-ISSUER-RECORD") == 1


def test_organisation_is_added_with_its_record() -> None:
    merged = add_organisations(OURS.bundle, OTHERS.bundle + record_block(OTHERS))

    assert records(load_trust_store(merged))["Une autre maison"] == RECORD
