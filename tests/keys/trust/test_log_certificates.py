"""Certificates of logs in a bundle: certified by a root of it, or passed over."""

from pathlib import Path

import pytest

from keys.trust import (
    Role,
    load_trust_store,
)
from keys.trust.roles import role_of
from keys.trust.store import read_bundle
from tests.support.key_rings import Keys, make_keys


def test_verifier_from_before_overlooks_a_log(logged: Keys) -> None:
    certificates, _ = read_bundle(logged("trust").encode())

    assert [role_of(one) for one in certificates[1:]] == [Role.ISSUING]


def test_log_that_no_root_of_the_bundle_certifies_says_nothing(
    logged: Keys, tmp_path: Path
) -> None:
    other = make_keys(tmp_path / "other")
    other("init")
    block = logged("trust").partition("-----BEGIN ATTESTATION-LOG-CERTIFICATE")[1:]

    store = load_trust_store((other("trust") + "".join(block)).encode())

    assert not store.logs
    assert not store.organisations[0].logs


def test_block_that_is_no_log_is_passed_over(logged: Keys) -> None:
    bundle = logged("trust")
    begin, end = "-----BEGIN ATTESTATION-LOG-CERTIFICATE-----", "-----END ATTESTATION-LOG"
    certificate = bundle.split("-----END CERTIFICATE-----")[1].split("-----")[-1]
    for inside in ("AAAA", certificate):
        changed = f"{bundle.partition(begin)[0]}{begin}\n{inside}\n{end}-CERTIFICATE-----\n"
        assert not load_trust_store(changed.encode()).logs


def test_log_certificate_among_the_others_is_refused(logged: Keys) -> None:
    (log,) = logged.trust().organisations[0].logs

    with pytest.raises(Exception, match="P-256"):
        role_of(log.certificate)
