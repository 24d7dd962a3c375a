"""The key of the public log: its own, of its own kind, and good for nothing else."""

from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from attestation.errors import ConfigurationError, SigningError
from attestation.formats.log_receipt import sign_root
from keys.custody.keyring import trust_bundle
from keys.custody.log_key import LOG_YEARS, open_log_signer
from keys.custody.passphrase import Passphrase
from keys.custody.private_key import key_to_pem, open_key_file, open_log_key_file
from keys.trust import (
    LOG_SIGNING,
    Role,
    add_organisations,
    load_trust_store,
    update_organisations,
)
from keys.trust.roles import role_of
from keys.trust.store import read_bundle
from tests.support.key_rings import SECRET, SETTINGS, Keys, make_keys

ORIGIN = "verify.example.org/log"
PASSPHRASE = Passphrase(SECRET.encode())


@pytest.fixture
def logged(ringed: Keys) -> Keys:
    ringed("log-key", "--origin", ORIGIN)
    return ringed


def test_log_has_a_key_of_its_own_that_is_listed_and_trusted_for_the_log_alone(
    logged: Keys,
) -> None:
    (row,) = [row for row in logged.rows() if row["role"] == "log"]
    store = logged.trust()
    (log,) = store.logs.values()

    assert (row["state"], row["kid"]) == ("active", log.kid.hex())
    assert "journal" in logged("list")
    assert (log.origin, log.anchor) == (ORIGIN, store.organisations[0].anchor)
    assert log.kid not in {*store.keys, *store.witnesses, *store.roots}
    (trusted,) = store.organisations[0].logs
    assert trusted.role is Role.LOG
    assert (log.not_after - logged.at).days == int(LOG_YEARS * 365.25)
    extended = trusted.certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage)
    assert (extended.critical, list(extended.value)) == (True, [LOG_SIGNING])


def test_log_signs_by_its_key(logged: Keys) -> None:
    signer = open_log_signer(logged.ring, PASSPHRASE, at=logged.at)
    assert signer is not None
    (log,) = logged.trust().logs.values()

    signed = sign_root(bytes(32), size=1, origin=signer.origin, made_at=logged.at, signer=signer)

    assert (signer.kid, signer.origin) == (log.kid, ORIGIN)
    assert signer.public_key == log.public_key
    assert isinstance(log.public_key, Ed25519PublicKey)
    assert len(signed.signature) == 64


def test_ring_without_a_log_has_no_signer(ringed: Keys) -> None:
    assert open_log_signer(ringed.ring, PASSPHRASE, at=ringed.at) is None


def test_name_of_the_log_is_the_verifier_s_address(tmp_path: Path) -> None:
    keys = make_keys(
        tmp_path, settings=SETTINGS + '[issue]\nverifier = "https://verifier.example"\n'
    )
    keys("init")

    keys("log-key")

    (log,) = keys.trust().logs.values()
    assert log.origin == "verifier.example/log"


def test_log_without_a_name_is_not_made(ringed: Keys) -> None:
    assert "--origin" in ringed.refused("log-key")
    for name in ("a b", "a+b", "é", "x" * 256):
        assert "--origin" in ringed.refused("log-key", "--origin", name)
    assert not ringed.trust().logs


def test_new_log_key_retires_the_one_before_and_both_stay_trusted(logged: Keys) -> None:
    logged.later(days=30)
    logged("log-key", "--origin", ORIGIN)

    assert logged.states("log") == ["retired", "active"]
    assert len(logged.trust().logs) == 2


def test_log_key_that_was_revoked_is_trusted_no_more(logged: Keys) -> None:
    (log,) = logged.trust().logs.values()
    logged.later(days=1)
    logged(
        "revoke", log.kid.hex()[:8], "--reason", "keyCompromise", "--invalid-since", "2026-11-20"
    )

    (revoked,) = logged.trust().logs.values()
    assert revoked.revocation is not None
    assert revoked.revocation.is_compromise
    assert open_log_signer(logged.ring, PASSPHRASE, at=logged.at) is None


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


def test_expired_log_key_signs_nothing(logged: Keys) -> None:
    logged.later(days=366 * LOG_YEARS)

    with pytest.raises(SigningError):
        open_log_signer(logged.ring, PASSPHRASE, at=logged.at)


def test_file_with_another_kind_of_key_does_not_open(logged: Keys, tmp_path: Path) -> None:
    (log,) = logged.trust().logs.values()
    file = logged.ring.folder / f"{log.kid.hex()}.key.pem"
    issuing = logged.ring.folder / f"{logged.ring.keys[0].kid.hex()}.key.pem"

    for opened in (lambda: open_key_file(file, PASSPHRASE),
                   lambda: open_log_key_file(issuing, PASSPHRASE),
                   lambda: open_log_key_file(file, Passphrase(b"another"))):  # fmt: skip
        with pytest.raises(SigningError):
            opened()
    file.write_bytes(key_to_pem(Ed25519PrivateKey.generate(), PASSPHRASE))
    with pytest.raises(SigningError):
        open_log_signer(logged.ring, PASSPHRASE, at=logged.at)
    file.unlink()
    with pytest.raises(ConfigurationError):
        open_log_signer(logged.ring, PASSPHRASE, at=logged.at)


def test_update_and_addition_take_a_log_over_once(logged: Keys) -> None:
    before = trust_bundle(logged.ring)
    logged("log-key", "--origin", ORIGIN)
    after = trust_bundle(logged.ring)

    for merged in (
        update_organisations(before, after),
        update_organisations(after, before),
        add_organisations(b"", after),
    ):
        assert len(load_trust_store(merged).logs) == 2
        assert merged.count(b"BEGIN ATTESTATION-LOG-CERTIFICATE") == 2
