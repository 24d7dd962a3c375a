"""What a key says after it fell into other hands, and what it said before."""

from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import sha256

import pytest
from cryptography import x509

from attestation.facts import Attestation
from attestation.formats.checkpoint import TYP as CHECKPOINT_TYP
from attestation.formats.checkpoint import Inclusion
from attestation.formats.cose import encode_deterministic, sign_envelope
from attestation.formats.credential import Credential, sign_credential
from attestation.formats.statement import Kind, Statement, sign_statement
from attestation.formats.status_list import StatusBits, StatusList, sign_status_list
from attestation.verdict.reasons import Obstacle
from attestation.verdict.verdicts import CannotCheck, Genuine, NotOurs, Refusal, Replaced, Verdict
from attestation.verdict.verify import (
    RegisterEvidence,
    VerifiedCredential,
    decide,
    issued_digests,
    verify_credential,
)
from keys.custody.signing import FileSigner
from keys.trust import Role
from tests.support.facts import STATUS_URI, make_attestation, make_credential
from tests.support.issuers import NOW
from tests.support.witnesses import Organisation, prove

DAY = timedelta(days=1)
ISSUED_AT = make_attestation().issued_at
THEFT = ISSUED_AT + DAY
STOLEN = NotOurs(reason=Refusal.KEY_COMPROMISED)
DIGEST = sha256(b"the document").digest()


class World:
    """An organisation whose key was stolen, its witness, and the key it has used since."""

    def __init__(self) -> None:
        self.organisation = Organisation()
        self.stolen = self.organisation.make_key()
        self.witness = self.organisation.make_key(Role.WITNESS)
        self.successor = self.organisation.make_key(at=THEFT)
        self.signed = sign_credential(make_credential(), signer=self.stolen)
        self.digest = sha256(self.signed).digest()
        self.issued = self.state(Kind.ISSUED, by=self.stolen, at=ISSUED_AT, digest=DIGEST)
        self.statements = [self.issued]
        self.inclusions: list[Inclusion] = []
        self.revoke()

    def revoke(self, **more: object) -> None:
        self.organisation.crls.clear()
        self.organisation.revoke(self.stolen, **{"since": THEFT, **more})  # type: ignore[arg-type]

    def state(self, kind: Kind, *, by: FileSigner, at: datetime, **more: object) -> bytes:
        facts = {"kind": kind, "code": make_attestation().code, "made_at": at, **more}
        return sign_statement(Statement(**facts), signer=by)  # type: ignore[arg-type]

    def witness_it(self, at: datetime, *, by: FileSigner | None = None) -> None:
        self.inclusions.append(prove(self.issued, self.digest, witness=by or self.witness, at=at))

    def list_by(self, signer: FileSigner, *, at: datetime = NOW - timedelta(hours=1)) -> bytes:
        status_list = StatusList(
            uri=STATUS_URI,
            issued_at=at,
            expires_at=at + 3650 * DAY,
            ttl=timedelta(seconds=60),
            statuses=StatusBits.of_invalid(set()),
        )
        return sign_status_list(status_list, signer=signer)

    def check(
        self,
        data: bytes | None = None,
        *,
        status_list: bytes | None = None,
        is_incomplete: bool = False,
    ) -> Verdict:
        policy = self.organisation.policy()
        opened = verify_credential(data or self.signed, policy=policy, at=NOW)
        if not isinstance(opened, VerifiedCredential):
            return opened
        evidence = RegisterEvidence(
            status_list=status_list or self.list_by(self.successor),
            statements=tuple(self.statements),
            inclusions=tuple(self.inclusions),
            is_incomplete=is_incomplete,
        )
        return decide(opened, evidence, policy=policy, newest_seen=None, at=NOW)

    def is_original(self) -> bool:
        policy = self.organisation.policy()
        opened = verify_credential(self.signed, policy=policy, at=NOW)
        assert isinstance(opened, VerifiedCredential)
        return DIGEST in issued_digests(
            opened, tuple(self.statements), policy=policy, inclusions=self.inclusions
        )


def test_nothing_signed_from_the_invalidity_date_on_is_ours() -> None:
    world = World()
    world.revoke(since=ISSUED_AT)
    world.witness_it(ISSUED_AT - DAY)

    assert world.check() == STOLEN


def test_earlier_attestation_without_proof_is_not_ours() -> None:
    world = World()

    assert world.check() == STOLEN
    assert not world.is_original()


def test_earlier_attestation_with_a_checkpoint_before_the_theft_stays_genuine() -> None:
    world = World()
    world.witness_it(THEFT - timedelta(seconds=1))

    assert isinstance(world.check(), Genuine)
    assert world.is_original()


def test_root_can_witness_too() -> None:
    world = World()
    world.witness_it(ISSUED_AT, by=world.organisation.root_signer())

    assert isinstance(world.check(), Genuine)


@pytest.mark.parametrize("late", [timedelta(), DAY])
def test_checkpoint_from_the_theft_on_proves_nothing(late: timedelta) -> None:
    world = World()
    world.witness_it(THEFT + late)

    assert world.check() == STOLEN


def test_backdated_forgery_by_a_stolen_key_is_not_ours() -> None:
    world = World()
    world.witness_it(ISSUED_AT)
    forged = make_attestation(sequence=9, family_name="Voleur")
    data = sign_credential(make_credential(forged, index=99), signer=world.stolen)

    assert world.check(data) == STOLEN


def test_forgery_by_a_stolen_key_is_undecided_while_its_source_is_silent() -> None:
    world = World()

    assert world.check(is_incomplete=True) == CannotCheck(reason=Obstacle.REGISTER_DOWN)
    world.witness_it(ISSUED_AT)
    assert isinstance(world.check(is_incomplete=True), Genuine)


def test_old_proof_does_not_cover_a_forgery() -> None:
    """A thief signs his own name over a code that was issued and witnessed long ago."""
    world = World()
    world.witness_it(ISSUED_AT)
    forged: Attestation = replace(make_attestation(family_name="Voleur"), issued_at=ISSUED_AT)
    data = sign_credential(
        Credential(attestation=forged, status=make_credential().status), signer=world.stolen
    )

    assert world.check(data) == STOLEN
    assert isinstance(world.check(), Genuine)


def test_checkpoint_by_any_other_key_proves_nothing() -> None:
    world, stranger = World(), Organisation("Autre organisation")
    stranger.make_key()
    theirs = stranger.make_key(Role.WITNESS)
    for signer in (world.stolen, world.successor, theirs):
        world.witness_it(ISSUED_AT, by=signer)
    world.organisation.certificates += stranger.certificates
    world.organisation.certificates.append(stranger.root)

    assert theirs.kid in world.organisation.policy().witnesses
    assert world.check() == STOLEN


def test_witness_that_was_stolen_proves_nothing() -> None:
    world = World()
    world.witness_it(ISSUED_AT)
    world.organisation.crls.clear()
    world.organisation.revoke(world.stolen, world.witness, since=THEFT)

    assert world.check() == STOLEN


def test_witness_outside_its_validity_proves_nothing() -> None:
    world = World()
    late = world.organisation.make_key(Role.WITNESS, at=NOW)
    world.witness_it(ISSUED_AT, by=late)

    assert world.check() == STOLEN


@pytest.mark.parametrize("part", ["path", "index", "credential_digest", "statement", "checkpoint"])
def test_proof_changed_in_any_part_proves_nothing(part: str) -> None:
    world = World()
    world.witness_it(ISSUED_AT)
    wrong = {
        "path": (),
        "index": 2,
        "credential_digest": bytes(32),
        "statement": world.state(Kind.ISSUED, by=world.stolen, at=ISSUED_AT, digest=bytes(32)),
        "checkpoint": b"rubbish",
    }
    world.inclusions = [replace(world.inclusions[0], **{part: wrong[part]})]  # type: ignore[arg-type]

    assert world.check() == STOLEN


def test_head_signed_by_a_witness_over_no_tree_proves_nothing() -> None:
    world = World()
    world.witness_it(ISSUED_AT)
    for claims in ({6: 1}, {6: 1, -65539: {1: 0, 2: bytes(32)}}, {6: 1, -65539: {1: 7, 2: b""}}):
        token = sign_envelope(
            encode_deterministic(claims), typ=CHECKPOINT_TYP, signer=world.witness
        )
        world.inclusions = [replace(world.inclusions[0], checkpoint=token)]
        assert world.check() == STOLEN


def test_forged_head_proves_nothing() -> None:
    world = World()
    world.witness_it(ISSUED_AT)
    token = bytearray(world.inclusions[0].checkpoint)
    token[-1] ^= 1
    world.inclusions = [replace(world.inclusions[0], checkpoint=bytes(token))]

    assert world.check() == STOLEN


def test_status_list_of_a_stolen_key_counts_for_nothing_whatever_its_date() -> None:
    world = World()
    world.witness_it(ISSUED_AT)

    for at in (ISSUED_AT, THEFT, NOW - timedelta(hours=1)):
        verdict = world.check(status_list=world.list_by(world.stolen, at=at))
        assert verdict == CannotCheck(reason=Obstacle.NO_STATUS)


def test_withdrawal_by_a_stolen_key_counts_for_nothing() -> None:
    world = World()
    world.witness_it(ISSUED_AT)
    for at in (ISSUED_AT, NOW):
        world.statements.append(
            world.state(Kind.WITHDRAWN, by=world.stolen, at=at, reason="par malice")
        )

    assert isinstance(world.check(), Genuine)


def test_replacement_by_the_next_key_is_believed_once_a_witness_has_it() -> None:
    world = World()
    successor = make_attestation(sequence=2)
    replaced = world.state(
        Kind.REPLACED, by=world.successor, at=NOW, reason="à nouveau", successor=successor.code
    )
    world.statements.append(replaced)
    assert world.check() == STOLEN

    world.inclusions.append(prove(replaced, world.digest, witness=world.witness, at=NOW))

    verdict = world.check()
    assert isinstance(verdict, Replaced)
    assert verdict.reason == "à nouveau"


def test_statement_about_another_attestation_vouches_for_nothing() -> None:
    world = World()
    other = Statement(
        kind=Kind.WITHDRAWN,
        code=make_attestation(sequence=5).code,
        made_at=NOW,
        reason="autre",
    )
    signed = sign_statement(other, signer=world.successor)
    world.inclusions.append(prove(signed, world.digest, witness=world.witness, at=NOW))

    assert world.check() == STOLEN


@pytest.mark.parametrize(
    "reason",
    [
        x509.ReasonFlags.superseded,
        x509.ReasonFlags.cessation_of_operation,
        x509.ReasonFlags.affiliation_changed,
        x509.ReasonFlags.privilege_withdrawn,
    ],
)
def test_key_taken_out_of_service_in_order_leaves_its_past_good(
    reason: x509.ReasonFlags,
) -> None:
    world = World()
    world.revoke(reason=reason)

    assert isinstance(world.check(), Genuine)
    assert world.is_original()
    assert isinstance(world.check(status_list=world.list_by(world.stolen, at=ISSUED_AT)), Genuine)

    world.revoke(reason=reason, since=ISSUED_AT)
    assert world.check() == NotOurs(reason=Refusal.OUTSIDE_VALIDITY)


@pytest.mark.parametrize("reason", [None, x509.ReasonFlags.unspecified])
def test_revocation_without_a_reason_is_taken_for_a_theft(
    reason: x509.ReasonFlags | None,
) -> None:
    world = World()
    world.revoke(reason=reason)

    assert world.check() == STOLEN


def test_successor_of_doubtful_origin_is_not_shown() -> None:
    world = World()
    heir = make_attestation(sequence=2)
    replaced = world.state(
        Kind.REPLACED, by=world.successor, at=NOW, reason="corrigée", successor=heir.code
    )
    world.statements.append(replaced)
    world.witness_it(ISSUED_AT)
    policy = world.organisation.policy()
    opened = verify_credential(world.signed, policy=policy, at=NOW)
    assert isinstance(opened, VerifiedCredential)

    verdict = decide(
        opened,
        RegisterEvidence(
            status_list=None,
            statements=tuple(world.statements),
            successor=sign_credential(make_credential(heir, index=5), signer=world.stolen),
            inclusions=tuple(world.inclusions),
        ),
        policy=policy,
        newest_seen=None,
        at=NOW,
    )

    assert isinstance(verdict, Replaced)
    assert verdict.successor is None
