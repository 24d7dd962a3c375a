"""What a kit takes from a register: one organisation's, signed, and no code of a successor."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256

import cbor2
import pytest

from attestation.code import Code
from attestation.errors import ConfigurationError
from attestation.facts import Number
from attestation.formats.checkpoint import Checkpoint, Inclusion, sign_checkpoint
from attestation.formats.credential import Credential, StatusReference, sign_credential
from attestation.formats.statement import Kind, Statement, sign_statement
from attestation.formats.status_list import StatusBits, StatusList, sign_status_list
from attestation.verdict.policy import VerificationPolicy
from attestation.verdict.verify import RegisterEvidence
from keys.custody.signing import FileSigner
from keys.trust import Role, fingerprint, load_trust_store
from tests.support.facts import STATUS_URI, make_attestation
from tests.support.issuers import ADDRESS, NOW
from tests.support.witnesses import Organisation, make, prove
from verifier.kit.records import Record, encode_record
from verifier.kit.snapshot import Snapshot, take_snapshot


@dataclass
class Source:
    """A register that a test fills."""

    credentials: dict[Code, bytes | None] = field(default_factory=dict)
    numbers: dict[Code, Number] = field(default_factory=dict)
    records: dict[Code, RegisterEvidence] = field(default_factory=dict)
    lists: list[bytes] = field(default_factory=list)
    head: bytes | None = None

    def issued_codes(self) -> list[tuple[Number, Code]]:
        return [(number, code) for code, number in self.numbers.items()]

    def credential_by_code(self, code: Code) -> bytes | None:
        return self.credentials[code]

    def evidence(self, code: Code, *, status_uri: str) -> RegisterEvidence:
        nothing = RegisterEvidence(status_list=None, statements=())
        return self.records.get(code, nothing)

    def checkpoint(self) -> bytes | None:
        return self.head

    def status_lists(self) -> list[bytes]:
        return self.lists

    def add(self, sequence: int, signer: FileSigner, *statements: bytes, at: datetime) -> bytes:
        made = make_attestation(sequence=sequence)
        credential = Credential(
            attestation=made, status=StatusReference(uri=STATUS_URI, index=sequence)
        )
        data = sign_credential(credential, signer=signer)
        self.credentials[made.code] = data
        self.numbers[made.code] = made.number
        self.records[made.code] = RegisterEvidence(status_list=None, statements=statements)
        return data


def _list(signer: FileSigner, uri: str = STATUS_URI) -> bytes:
    return sign_status_list(
        StatusList(
            uri=uri,
            issued_at=NOW,
            expires_at=NOW + timedelta(days=30),
            ttl=timedelta(seconds=60),
            statuses=StatusBits.of_invalid(set()),
        ),
        signer=signer,
    )


def _replaced(sequence: int, signer: FileSigner, *, at: datetime = NOW) -> bytes:
    successor = make_attestation(sequence=99).code
    code = make_attestation(sequence=sequence).code
    statement = Statement(
        kind=Kind.REPLACED, code=code, made_at=at, reason="corrigée", successor=successor
    )
    return sign_statement(statement, signer=signer)


def _policy(*organisations: Organisation) -> VerificationPolicy:
    bundle = b"".join(one.bundle() for one in organisations)
    return load_trust_store(bundle).policy(
        addresses=frozenset({ADDRESS}), clock_slack=timedelta(minutes=5)
    )


def _taken(source: Source, organisation: Organisation, *others: Organisation) -> Snapshot:
    policy = _policy(organisation, *others)
    return take_snapshot(source, policy=policy, anchor=fingerprint(organisation.root))


def _only(snapshot: Snapshot) -> Record:
    (record,) = snapshot.records
    return record


def test_other_organisations_papers_and_lists_stay_out() -> None:
    ours, other = Organisation(), Organisation("Autre")
    signer, stranger = ours.make_key(), other.make_key()
    source = Source(lists=[_list(signer), _list(stranger, f"{ADDRESS}/status/9"), b"\xd2"])
    source.add(1, signer, at=NOW)
    source.add(2, stranger, at=NOW)
    head = Checkpoint(size=1, root=bytes(32), made_at=NOW)
    source.head = sign_checkpoint(head, signer=other.root_signer())

    taken = _taken(source, ours, other)

    assert taken.lists == (source.lists[0],)
    assert taken.checkpoint is None
    assert _only(taken).number == make_attestation(sequence=1).number


def test_register_without_a_list_of_ours_makes_no_kit() -> None:
    with pytest.raises(ConfigurationError, match="publish"):
        _taken(Source(), make())


def test_statement_that_names_a_successor_stays_out_and_its_day_and_reason_go_in() -> None:
    ours = Organisation()
    signer = ours.make_key()
    source = Source(lists=[_list(signer)])
    later, first = _replaced(1, signer), _replaced(1, signer, at=NOW - timedelta(days=1))
    by_stranger = _replaced(1, Organisation("Autre").make_key(), at=NOW - timedelta(days=5))
    about_another = _replaced(2, signer, at=NOW - timedelta(days=6))
    source.add(1, signer, later, first, by_stranger, about_another, b"damaged", at=NOW)

    record = _only(_taken(source, ours))

    assert record.statements == ()
    assert record.replaced == (NOW - timedelta(days=1), "corrigée")
    assert cbor2.loads(encode_record(record))[4][1] == "corrigée"


def test_proofs_of_age_go_in_where_a_key_was_stolen_and_there_alone() -> None:
    ours = Organisation()
    signer, stolen, witness = ours.make_key(), ours.make_key(), ours.make_key(Role.WITNESS)
    source = Source(lists=[_list(signer)])
    code = make_attestation(sequence=1).code
    issued = Statement(kind=Kind.ISSUED, code=code, made_at=NOW, digest=bytes(32))
    statement = sign_statement(issued, signer=stolen)
    data = source.add(1, stolen, statement, at=NOW)
    proof: Inclusion = prove(statement, sha256(data).digest(), witness=witness, at=NOW)
    replaced = _replaced(1, signer)
    of_replaced = prove(replaced, sha256(data).digest(), witness=witness, at=NOW)
    source.records[code] = RegisterEvidence(
        status_list=None, statements=(statement, replaced), inclusions=(proof, of_replaced)
    )

    assert _only(_taken(source, ours)).inclusions == ()
    ours.revoke(stolen, since=NOW + timedelta(days=1))

    record = _only(_taken(source, ours))

    assert record.inclusions == (proof,)
    assert cbor2.loads(encode_record(record))[3][0][2] == proof.index


def test_what_is_no_credential_of_its_code_is_on_record_without_facts() -> None:
    ours = Organisation()
    signer = ours.make_key()
    source = Source(lists=[_list(signer)])
    for sequence in (1, 2, 3, 4):
        source.add(sequence, signer, at=NOW)
    one, two, three, four = source.numbers
    source.credentials[one] = b"damaged"
    source.credentials[two] = source.credentials[four]
    source.credentials[three] = None

    records = _taken(source, ours).records

    assert [record.signed is None for record in records] == [True, True, True, False]
    assert 1 not in cbor2.loads(encode_record(records[0]))
