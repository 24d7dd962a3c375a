"""Whom a running verifier trusts: read anew without a restart, and never from an older list."""

import os
from pathlib import Path
from unittest.mock import patch

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from flask.testing import FlaskClient

from attestation.facts import Holder
from attestation.formats.checkpoint import (
    decode_checkpoint_envelope,
    sign_checkpoint,
    verify_checkpoint,
)
from attestation.partial_date import PartialDate
from attestation.verdict.verdicts import Genuine, Withdrawn
from issuer.lifecycle.checkpoints import keep_checkpoint, prepare_checkpoint
from keys.custody.signing import FileSigner
from keys.trust import kid_of, load_trust_store
from tests.support.commands import Done, run
from tests.support.issuer_contexts import PASSPHRASE
from tests.support.issuers import make_issuer
from tests.support.trust_bundles import organisation, put, with_lists
from tests.support.world import PEOPLE, World, make_world
from verifier.cli import main as cli
from verifier.http.app import create_app
from verifier.http.pages import CHECKPOINT_TYPE

BORN = PartialDate(year=1990, month=1, day=2)


def verifier_command(world: World, *arguments: str | Path) -> Done:
    # Click reads the terminal's width and colours from the environment.
    with patch.dict(os.environ, {"COLUMNS": "80"}):
        return run(cli.main, "--config", world.config, *arguments)


def test_show_names_each_organisation_and_its_fingerprint(world: World) -> None:
    done = verifier_command(world, "trust", "show")

    (only,) = load_trust_store(world.settings.trust.read_bytes()).organisations
    assert done.exit_code == 0
    assert only.name in done.out
    assert only.anchor.hex() in "".join(done.out.split())


def test_organisation_is_added_when_its_fingerprint_is_the_one_given(
    own_world: World, tmp_path: Path
) -> None:
    other = organisation()
    file = tmp_path / "autre.pem"
    file.write_bytes(other.bundle())
    (stranger,) = load_trust_store(other.bundle()).organisations

    wrong = verifier_command(own_world, "trust", "add", file, "--fingerprint", "00" * 32)
    assert wrong.exit_code == 2
    assert len(load_trust_store(own_world.settings.trust.read_bytes()).organisations) == 1

    done = verifier_command(own_world, "trust", "add", file, "--fingerprint", stranger.anchor.hex())
    assert done.exit_code == 0
    assert stranger.anchor.hex() in "".join(done.out.split())
    assert len(load_trust_store(own_world.settings.trust.read_bytes()).organisations) == 2


def test_nothing_is_added_where_nobody_confirms(own_world: World, tmp_path: Path) -> None:
    file = tmp_path / "autre.pem"
    file.write_bytes(organisation().bundle())

    with patch("click.termui.visible_prompt_func", return_value="n"):
        done = verifier_command(own_world, "trust", "add", file)

    assert done.exit_code != 0
    assert len(load_trust_store(own_world.settings.trust.read_bytes()).organisations) == 1


def test_first_organisation_makes_the_bundle(own_world: World, tmp_path: Path) -> None:
    file = tmp_path / "premier.pem"
    own_world.settings.trust.rename(file)
    anchor = load_trust_store(file.read_bytes()).organisations[0].anchor.hex()

    assert verifier_command(own_world, "trust", "show").exit_code == 2
    verifier_command(own_world, "trust", "add", file, "--fingerprint", anchor)

    assert verifier_command(own_world, "trust", "show").exit_code == 0


def test_update_takes_over_a_newer_list_and_refuses_an_older_one(
    own_world: World, tmp_path: Path
) -> None:
    made, file = organisation(), tmp_path / "leur.pem"
    file.write_bytes(with_lists(made, [3]))
    anchor = load_trust_store(file.read_bytes()).organisations[0].anchor.hex()
    verifier_command(own_world, "trust", "add", file, "--fingerprint", anchor)

    file.write_bytes(with_lists(made, [7]))
    assert "à jour" in verifier_command(own_world, "trust", "update", file).out
    assert "Rien de nouveau" in verifier_command(own_world, "trust", "update", file).out
    file.write_bytes(with_lists(made, [6]))
    refused = verifier_command(own_world, "trust", "update", file)

    assert refused.exit_code == 3
    assert "plus ancienne" in refused.err
    assert "n° 7" in verifier_command(own_world, "trust", "show").out


def test_update_adds_no_organisation(own_world: World, tmp_path: Path) -> None:
    file = tmp_path / "autre.pem"
    file.write_bytes(organisation().bundle())

    assert "trust add" in verifier_command(own_world, "trust", "update", file).err


def test_bundle_is_published_as_it_is_believed(world: World, client: FlaskClient) -> None:
    answer = client.get("/trust.pem")
    again = client.get("/trust.pem", headers={"If-None-Match": answer.headers["ETag"]})

    assert answer.data == world.settings.trust.read_bytes()
    assert answer.headers["Cache-Control"] == "public, max-age=60"
    assert again.status_code == 304


def test_no_checkpoint_is_said_so(client: FlaskClient) -> None:
    assert client.get("/checkpoint").status_code == 404


def test_withdrawal_is_seen_at_once_by_a_running_verifier(own_world: World) -> None:
    client = create_app(own_world.settings, now=own_world.now).test_client()
    (one,) = own_world.issue(Holder(family_name="Tamm", given_name="Liis", birth_date=BORN))
    before = client.post("/check", data={"text": one.code}).get_data(as_text=True)
    own_world.withdraw(one.number)

    after = client.post("/check", data={"text": one.code}).get_data(as_text=True)

    assert f'data-verdict="{Genuine.name}"' in before
    assert f'data-verdict="{Withdrawn.name}"' in after


def make_checkpoint(world: World) -> None:
    """Have the root witness the register, as ``attest-issuer checkpoint`` does."""
    keys = world.config.parent / "keys"
    root = x509.load_pem_x509_certificate((keys / "root.cert.pem").read_bytes())
    key = load_pem_private_key((keys / "root.key.pem").read_bytes(), PASSPHRASE)
    assert isinstance(key, EllipticCurvePrivateKey)
    signer = FileSigner(kid=kid_of(root), certificate=root, chain=(), private_key=key)
    trust = load_trust_store(world.settings.trust.read_bytes())
    head = prepare_checkpoint(world.context.register, trust=trust, at=world.now())
    assert head is not None
    keep_checkpoint(world.context, sign_checkpoint(head, signer=signer), trust=trust, who="ines")


def test_checkpoint_is_published_as_the_witness_signed_it(tmp_path: Path) -> None:
    world = make_world(tmp_path / "deployment")
    world.issue(*PEOPLE)
    make_checkpoint(world)

    answer = create_app(world.settings, now=world.now).test_client().get("/checkpoint")

    assert answer.status_code == 200
    assert answer.content_type == CHECKPOINT_TYPE
    witness = load_trust_store(world.settings.trust.read_bytes()).witnesses
    envelope = decode_checkpoint_envelope(answer.data)
    head = verify_checkpoint(envelope, witness[envelope.kid].public_key)
    assert head is not None
    assert head.size == len(PEOPLE)


def test_checkpoint_that_no_trusted_witness_signed_is_not_published(tmp_path: Path) -> None:
    world = make_world(tmp_path / "deployment")
    world.issue(*PEOPLE)
    make_checkpoint(world)
    put(world.settings.trust, make_issuer("Une autre").bundle)

    answer = create_app(world.settings, now=world.now).test_client().get("/checkpoint")

    assert answer.status_code == 503
