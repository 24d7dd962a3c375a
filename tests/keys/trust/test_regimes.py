"""Regimes in a trust bundle: shown if a key of the organisation signed them, else nothing."""

from datetime import timedelta

import pytest

from attestation.formats.regime_records import sign_records
from attestation.regime import RegimeRecords
from keys.trust import (
    add_organisations,
    encode_regimes,
    load_trust_store,
    update_organisations,
)
from tests.support.issuers import NOW, TestIssuer, make_issuer
from tests.support.regimes import make_record, make_records
from tests.support.witnesses import pem

OURS, OTHERS = make_issuer(), make_issuer("Une autre")


def block(*codes: str, by: TestIssuer = OURS, days_later: int = 0) -> bytes:
    records = make_records(*map(make_record, codes), at=NOW + timedelta(days=days_later))
    return encode_regimes(sign_records(records, signer=by.signer))


def codes(bundle: bytes) -> list[list[str]]:
    return [[one.code for one in each.regimes] for each in said(bundle)]


def said(bundle: bytes) -> list[RegimeRecords]:
    store = load_trust_store(bundle)
    return [one.regimes for one in store.organisations if one.regimes is not None]


def test_bundle_from_before_says_nothing_of_regimes() -> None:
    assert said(OURS.bundle) == []


def test_each_organisation_says_its_own() -> None:
    bundle = OURS.bundle + OTHERS.bundle + block("WAL", by=OTHERS) + block("BXL")

    assert codes(bundle) == [["BXL"], ["WAL"]]


def test_issuer_of_each_key_has_what_its_organisation_says() -> None:
    store = load_trust_store(OURS.bundle + OTHERS.bundle + block("BXL"))

    said_by = {one.issuer.name: one.issuer.regimes for one in store.keys.values()}

    assert said_by == {"Maison des Passages": make_records(make_record("BXL")), "Une autre": None}


@pytest.mark.parametrize("is_last", [True, False])
def test_newest_counts_alone(is_last: bool) -> None:
    old, new = block("BXL"), block("BXL", "WAL", days_later=1)

    assert codes(OURS.bundle + (old + new if is_last else new + old)) == [["BXL", "WAL"]]


def test_records_that_no_trusted_key_signed_are_not_shown() -> None:
    assert codes(OURS.bundle + block("BXL", by=make_issuer())) == []


def test_records_with_a_bit_changed_are_not_shown() -> None:
    signed = bytearray(sign_records(make_records(make_record()), signer=OURS.signer))
    signed[-1] ^= 1

    assert codes(OURS.bundle + encode_regimes(bytes(signed))) == []


def test_block_that_is_no_base64_is_passed_over() -> None:
    broken = b"-----BEGIN ATTESTATION-REGIMES-----\nAAA=A\n-----END ATTESTATION-REGIMES-----\n"

    assert codes(OURS.bundle + broken + block("BXL")) == [["BXL"]]


def test_records_of_a_stolen_key_are_not_shown() -> None:
    issuer = make_issuer()
    bundle = issuer.bundle + block("BXL", by=issuer)
    crl = issuer.crl(issuer.signer.certificate, at=NOW + timedelta(days=5))

    assert codes(bundle) == [["BXL"]]
    assert codes(bundle + pem(crl)) == []


def test_bundles_that_are_put_together_keep_the_newest_of_each() -> None:
    known = add_organisations(OURS.bundle + block("BXL"), OTHERS.bundle + block("WAL", by=OTHERS))

    updated = update_organisations(known, OURS.bundle + block("BXL", "VL", days_later=1))
    again = update_organisations(updated, OURS.bundle + block("BXL"))

    assert codes(updated) == codes(again) == [["BXL", "VL"], ["WAL"]]
