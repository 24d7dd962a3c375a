"""The proof that the public log holds an attestation, given beside the file."""

from flask.testing import FlaskClient
from sqlalchemy import update

from attestation.formats.log_policy import LogPolicy
from attestation.formats.log_proof import decode_log_proof, verify_log_proof
from attestation.formats.signed_note import log_verifier_key
from issuer.delivery.texts import words
from issuer.lifecycle.public_log import extend_log
from issuer.lifecycle.withdrawal import withdraw
from keys.custody.authority import open_authority
from keys.custody.keyring import open_ring, trust_bundle
from keys.custody.log_key import create_log_key, open_log_signer
from keys.custody.new_ring import YEAR
from keys.trust import TrustStore, load_trust_store
from register.database import writing
from register.tables.public_log import LogProofRow
from tests.support.issuer_contexts import PASSPHRASE
from tests.support.logs import ORIGIN
from tests.support.participants import ParticipantDeployment, enter


def extend(deployment: ParticipantDeployment) -> TrustStore:
    """Make the log's key where there is none, and sign a head."""
    context = deployment.context
    ring = open_ring(context.settings.keys.ring)
    if open_log_signer(ring, PASSPHRASE, at=context.now()) is None:
        ring = create_log_key(
            ring,
            open_authority(ring.folder, PASSPHRASE),
            PASSPHRASE,
            origin=ORIGIN,
            at=context.now(),
            lifetime=10 * YEAR,
        )
    signer = open_log_signer(ring, PASSPHRASE, at=context.now())
    assert signer is not None
    trust = load_trust_store(trust_bundle(ring))
    extend_log(context, signer, trust=trust, who="ines")
    return trust


def test_proof_is_given_beside_the_file_once_the_log_holds_it(
    deployment: ParticipantDeployment, client: FlaskClient
) -> None:
    number = deployment.issue()
    path = deployment.link(number)
    assert client.get(f"{path}/proof").status_code == 303
    enter(client, path)
    label = words("fr").proof
    assert label not in client.get(path).text
    assert client.get(f"{path}/proof").headers["Location"] == path

    (log,) = extend(deployment).logs.values()

    assert label in client.get(path).text
    given = client.get(f"{path}/proof")
    assert f'filename="attestation-{number}.tlog-proof"' in given.headers["Content-Disposition"]
    proof = decode_log_proof(given.text)
    key = log_verifier_key(log.origin, log.public_key)
    policy = LogPolicy(logs=(key,), witnesses={}, groups={}, quorum="none")
    assert verify_log_proof(proof, proof.extra or b"", policy) is not None


def test_proof_that_does_not_hold_is_not_offered_and_keeps_nobody_from_the_file(
    deployment: ParticipantDeployment, client: FlaskClient
) -> None:
    path = deployment.link(deployment.issue())
    enter(client, path)
    deployment.issue("Autre", module="AC-2026-11")
    extend(deployment)
    with writing(deployment.context.register) as session:
        session.execute(update(LogProofRow).values(path=bytes(32)))

    page = client.get(path)

    assert page.status_code == 200
    assert words("fr").proof not in page.text
    assert client.get(f"{path}/attestation.pdf").status_code == 200


def test_withdrawn_attestation_has_no_proof_to_give(
    deployment: ParticipantDeployment, client: FlaskClient
) -> None:
    number = deployment.issue()
    path = deployment.link(number)
    enter(client, path)
    extend(deployment)
    withdraw(deployment.context, number, reason="erreur", who="ines")

    assert words("fr").proof not in client.get(path).text
    assert client.get(f"{path}/proof").status_code == 303
