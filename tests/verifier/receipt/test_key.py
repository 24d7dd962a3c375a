"""The verifier's one key: made once, kept close, and worthless for attestations."""

from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from attestation.errors import AttestationError, ConfigurationError, RegisterError, TrustStoreError
from attestation.facts import Number
from attestation.formats.checkpoint import sign_checkpoint
from attestation.verdict.verdicts import CannotCheck, NotOurs
from issuer.issuance.issue import issue
from issuer.issuance.status_lists import publish_all
from issuer.lifecycle.checkpoints import prepare_checkpoint
from keys.custody.keyring import open_ring
from keys.trust import Role, load_trust_store, public_key_digest
from tests.support.commands import run
from tests.support.issuer_contexts import make_draft, make_module, signed_by
from tests.support.issuers import ADDRESS, NOW
from tests.support.receipts import (
    certified_by_root,
    make_receipt_world,
    receipt_key,
    receipt_signer,
)
from tests.support.world import PEOPLE, Issued, World, make_world
from verifier.assembly import open_live_verifier, open_verifier
from verifier.check import Verifier, check_file, check_text
from verifier.cli.main import main
from verifier.published_status import published_checkpoint
from verifier.receipt.key import LIFETIME, create_receipt_key, open_receipt_key
from verifier.settings import load_settings

ROLES = (Role.RECEIPT, Role.ISSUING, Role.WITNESS, Role.SEAL)


@pytest.fixture
def world(tmp_path: Path) -> World:
    return make_receipt_world(tmp_path)


def trusting(world: World, certificate: x509.Certificate) -> Verifier:
    """Return the verifier once ``certificate`` stands in its bundle too."""
    bundle = world.settings.trust
    bundle.write_bytes(bundle.read_bytes() + certificate.public_bytes(Encoding.PEM))
    return open_verifier(world.settings, now=world.now)


def forged_by(world: World, certificate: x509.Certificate) -> Issued:
    """Issue as the organisation does, all of it signed by the receipt key."""
    forger = signed_by(world.context, receipt_signer(world, certificate))
    draft = make_draft("Faussaire", "Félix")
    (number,) = issue(forger, make_module("AC-2026-11"), [draft])
    publish_all(forger, who="ines")
    return world.issued(Number(str(number)))


@pytest.mark.parametrize("role", ROLES, ids=lambda role: role.value)
def test_receipt_key_is_worthless_whatever_certifies_it(world: World, role: Role) -> None:
    (honest,) = world.issue(PEOPLE[0])
    certificate = certified_by_root(world, role)
    verifier = trusting(world, certificate)
    forged = forged_by(world, certificate)

    findings = [
        check_text(verifier, forged.qr),
        check_text(verifier, forged.code),
        check_file(verifier, forged.pdf),
        check_file(verifier, forged.pdf + b"\n"),
    ]

    for finding in findings:
        assert finding.verdict.name not in ("genuine", "replaced", "withdrawn")
        assert isinstance(finding.verdict, NotOurs)
    # Nor does its status list clear what the organisation has issued, nor is it taken for one.
    assert isinstance(check_text(verifier, honest.qr).verdict, CannotCheck)
    assert len(verifier.policy.trusted_keys) == 1
    assert not verifier.policy.document_keys


@pytest.mark.parametrize("role", ROLES, ids=lambda role: role.value)
def test_receipt_key_witnesses_nothing(world: World, role: Role) -> None:
    world.issue(PEOPLE[0])
    certificate = certified_by_root(world, role)
    trusting(world, certificate)
    trust = load_trust_store(world.settings.trust.read_bytes())
    head = prepare_checkpoint(world.context.register, trust=trust, at=NOW)
    assert head is not None
    token = sign_checkpoint(head, signer=receipt_signer(world, certificate))
    world.tamper(
        "INSERT INTO checkpoint (size, made_at, token) VALUES (:size, :made_at, :token)",
        size=head.size,
        made_at="2026-11-20 10:00:00",
        token=token,
    )
    live = open_live_verifier(world.settings, now=world.now)

    with pytest.raises(RegisterError, match="aucun témoin connu"):
        published_checkpoint(live.lookup, policy=live.verifier().policy)


def test_bundle_with_a_certificate_that_certifies_itself_is_refused(world: World) -> None:
    with pytest.raises(TrustStoreError):
        trusting(world, receipt_key(world).certificate)


def test_certificate_for_receipts_has_a_role_of_its_own(world: World) -> None:
    certificate = certified_by_root(world, Role.RECEIPT)
    bundle = world.settings.trust.read_bytes() + certificate.public_bytes(Encoding.PEM)

    store = load_trust_store(bundle)

    (organisation,) = store.organisations
    assert [one.role for one in organisation.certificates] == [Role.ISSUING, Role.RECEIPT]
    assert len(store.keys) == 1
    assert not store.document_keys


def test_bundle_whose_only_issuing_key_is_the_receipt_key_is_refused(tmp_path: Path) -> None:
    world = make_receipt_world(tmp_path)
    store = load_trust_store(world.settings.trust.read_bytes())
    (key,) = store.keys.values()
    excluded = frozenset({public_key_digest(key.public_key)})

    with pytest.raises(TrustStoreError, match="aucun certificat d’émission"):
        store.policy(addresses=frozenset({ADDRESS}), clock_slack=LIFETIME, excluded=excluded)


def test_renewed_key_is_another_and_the_former_is_remembered(world: World) -> None:
    folder = world.config.parent / "receipts"
    first = receipt_key(world)

    create_receipt_key(folder, address=ADDRESS, at=NOW)
    second = receipt_key(world)

    assert second.certificate != first.certificate
    assert second.former == (first.certificate,)
    assert first.secret_for(b"x") != second.secret_for(b"x")
    assert not second.is_valid_at(NOW + LIFETIME * 2)
    assert sorted(file.name.partition("-")[0] for file in folder.iterdir()) == [
        "former", "receipt.cert.pem", "receipt.key.pem",
    ]  # fmt: skip
    assert {file.stat().st_mode & 0o777 for file in folder.glob("receipt.*")} == {0o600}


def test_key_that_is_not_what_it_should_be_is_refused(world: World, tmp_path: Path) -> None:
    folder = world.config.parent / "receipts"
    key, certificate = folder / "receipt.key.pem", folder / "receipt.cert.pem"
    good = key.read_bytes(), certificate.read_bytes()
    ring = open_ring(world.context.settings.keys.ring)
    issuing = ring.keys[0].certificate.public_bytes(Encoding.PEM)
    root = ring.root.public_bytes(Encoding.PEM)
    create_receipt_key(tmp_path / "other", address=ADDRESS, at=NOW)
    other = (tmp_path / "other" / "receipt.cert.pem").read_bytes()

    for content, problem in (
        ((b"", good[1]), "illisible"),
        ((good[0], b"nonsense"), "illisible"),
        ((good[0], issuing), "illisible"),
        ((good[0], root), "illisible"),
        ((good[0], other), "n’est pas celle"),
    ):
        key.write_bytes(content[0])
        certificate.write_bytes(content[1])
        with pytest.raises(ConfigurationError, match=problem) as caught:
            open_receipt_key(folder)
        assert caught.value.setting == "verifier.receipts"

    key.write_bytes(good[0])
    certificate.unlink()
    with pytest.raises(ConfigurationError, match="receipt-key init"):
        open_receipt_key(folder)
    certificate.mkdir()
    with pytest.raises(ConfigurationError, match="illisible"):
        open_receipt_key(folder)
    certificate.rmdir()
    certificate.write_bytes(good[1])
    key.chmod(0o640)
    with pytest.raises(ConfigurationError, match="chmod 600"):
        open_receipt_key(folder)


def test_key_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("here already")

    with pytest.raises(ConfigurationError, match="impossible d’écrire"):
        create_receipt_key(tmp_path / "file", address=ADDRESS, at=NOW)


def test_command_makes_the_key_once_and_shows_it(tmp_path: Path) -> None:
    world = make_world(tmp_path)
    text = world.config.read_text(encoding="utf-8")
    without = run(main, "--config", world.config, "receipt-key", "init")
    world.config.write_text(text + 'receipts = "receipts"\n', encoding="utf-8")
    settings = load_settings(world.config)
    with pytest.raises(AttestationError, match="receipt-key init"):
        open_live_verifier(settings)

    def command(*arguments: str) -> str:
        done = run(main, "--config", world.config, "receipt-key", *arguments)
        assert done.exit_code == 0, done.err
        return done.out

    made = command("init")
    again = run(main, "--config", world.config, "receipt-key", "init")
    renewed = command("init", "--renew")

    assert without.exit_code == again.exit_code == 2
    assert "verifier.receipts" in without.err
    assert "--renew" in again.err
    first = made.partition("Empreinte : ")[2].split()[0]
    shown = command("show")
    assert f"Avant elle : {first}" in shown
    assert renewed.partition("Empreinte : ")[2].split()[0] in shown
    assert open_live_verifier(settings).signs_receipts()
