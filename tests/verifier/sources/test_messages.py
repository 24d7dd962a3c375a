"""What a verifier and its source say to each other: digests of codes, and evidence."""

from hashlib import sha256

import pytest
from flask.testing import FlaskClient

from attestation.code import Code
from attestation.errors import RegisterError
from attestation.verdict.verify import RegisterEvidence
from keys.trust import Role
from tests.support.asked_source import CODES, EVIDENCE, ask, client, token, world
from tests.support.issuers import NOW
from tests.support.witnesses import Organisation, prove
from tests.support.world import World
from verifier.sources.messages import decode_evidence, encode_codes, encode_evidence, has_code

__all__ = ["client", "token", "world"]  # pytest finds them here


def test_codes_are_told_by_digests_too_short_to_be_turned_back(
    world: World, client: FlaskClient, token: dict[str, str]
) -> None:
    response = client.get(CODES, headers=token)

    code = world.issued(world.numbers()[0]).attestation.code
    assert len(response.data) == 5
    assert has_code(response.data, code)
    assert not has_code(response.data, Code("0" * 16))
    again = client.get(CODES, headers={**token, "If-None-Match": response.headers["ETag"]})
    assert again.status_code == 304


def test_each_of_many_codes_is_found() -> None:
    codes = [Code(f"{number:016d}") for number in range(1000)]

    encoded = encode_codes(codes[::2])

    assert [has_code(encoded, code) for code in codes] == [True, False] * 500


def test_evidence_is_what_was_signed(
    world: World, client: FlaskClient, token: dict[str, str]
) -> None:
    paper = world.issued(world.numbers()[0])

    held = decode_evidence(ask(client, EVIDENCE, token, code=paper.attestation.code).data)
    nothing = decode_evidence(ask(client, EVIDENCE, token, code="0" * 16).data)

    assert held.credential == paper.credential
    assert len(held.statements) == 1
    assert (nothing.credential, nothing.statements) == (None, [])


@pytest.mark.parametrize("data", [b"", b"[]", b'{"credential": 1}', b"\xff"])
def test_answer_of_another_program_is_no_evidence(data: bytes) -> None:
    with pytest.raises(RegisterError, match="comme un vérificateur"):
        decode_evidence(data)


def test_proofs_of_age_arrive_as_they_were_sent() -> None:
    organisation = Organisation()
    witness = organisation.make_key(Role.WITNESS)
    proof = prove(b"statement", sha256(b"credential").digest(), witness=witness, at=NOW)
    evidence = RegisterEvidence(
        status_list=None, statements=(b"statement",), successor=b"successor", inclusions=(proof,)
    )

    held = decode_evidence(encode_evidence(b"credential", evidence))

    assert held.credential == b"credential"
    assert (tuple(held.statements), held.successor) == (evidence.statements, evidence.successor)
    assert held.inclusions == evidence.inclusions
