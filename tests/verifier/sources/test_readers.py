"""What a verifier tells another one that names it as a source: with a token, and nobody else."""

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from attestation.code import Code
from attestation.errors import ConfigurationError, RegisterError
from attestation.verdict.verify import RegisterEvidence
from keys.trust import Role
from tests.support.commands import run
from tests.support.issuers import NOW
from tests.support.web import make_app
from tests.support.witnesses import Organisation, prove
from tests.support.world import PEOPLE, World, make_world
from verifier.cli.main import main
from verifier.sources.messages import decode_evidence, encode_codes, encode_evidence, has_code
from verifier.sources.readers import add_reader, is_admitted, read_readers, remove_reader

CODES, EVIDENCE, DOCUMENT = (f"/api/v1/source/{name}" for name in ("codes", "evidence", "document"))


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    made = make_world(tmp_path_factory.mktemp("source"))
    made.issue(PEOPLE[0])
    return made


@pytest.fixture(scope="module")
def client(world: World) -> Iterator[FlaskClient]:
    with make_app(world).test_client() as client:
        yield client


@pytest.fixture(scope="module")
def token(world: World) -> dict[str, str]:
    return {"Authorization": f"Bearer {add_reader(world.config.parent / 'readers', 'Commune')}"}


def ask(client: FlaskClient, path: str, headers: dict[str, str], **question: str) -> TestResponse:
    if path == CODES:
        return client.get(path, headers=headers)
    return client.post(path, json=question, headers=headers)


@pytest.mark.parametrize("path", [CODES, EVIDENCE, DOCUMENT])
@pytest.mark.parametrize("said", ["", "Bearer", "Bearer x", "Basic x", "Bearer {token}x"])
def test_nobody_without_a_token_is_told_of_the_register(
    client: FlaskClient, token: dict[str, str], path: str, said: str
) -> None:
    said = said.format(token=token["Authorization"].removeprefix("Bearer "))

    response = ask(client, path, {"Authorization": said}, code="0" * 16, sha256="0" * 64)

    assert response.status_code == 404


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


@pytest.mark.parametrize(
    ("path", "question", "status"),
    [
        (EVIDENCE, {}, 400),
        (EVIDENCE, {"code": "AC-2026-0001"}, 400),
        (DOCUMENT, {"sha256": "../../x"}, 400),
        (DOCUMENT, {"sha256": "0" * 64}, 404),
    ],
)
def test_other_questions_have_no_answer(
    client: FlaskClient, token: dict[str, str], path: str, question: dict[str, str], status: int
) -> None:
    assert ask(client, path, token, **question).status_code == status


@pytest.mark.parametrize("data", [b"", b"[]", b'{"credential": 1}', b"\xff"])
def test_answer_of_another_program_is_no_evidence(data: bytes) -> None:
    with pytest.raises(RegisterError, match="comme un vérificateur"):
        decode_evidence(data)


def test_reader_is_admitted_listed_and_removed_by_command(world: World) -> None:
    file = world.config.parent / "readers"

    added = run(main, "--config", world.config, "reader", "add", "Fédération")
    listed = run(main, "--config", world.config, "reader", "list")
    given = added.out.splitlines()[-1]

    assert is_admitted(file, given)
    assert "Fédération" in listed.out
    assert given not in file.read_text(encoding="utf-8")
    assert file.stat().st_mode & 0o077 == 0
    twice = run(main, "--config", world.config, "reader", "add", "Fédération")
    assert (twice.exit_code, "y est déjà" in twice.err) == (2, True)

    removed = run(main, "--config", world.config, "reader", "remove", "Fédération")

    assert removed.exit_code == 0
    assert not is_admitted(file, given)


def test_readers_that_cannot_be_read_or_written_are_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="n’y est pas"):
        remove_reader(tmp_path / "readers", "Commune")
    with pytest.raises(ConfigurationError, match="impossible d’écrire"):
        add_reader(tmp_path / "nowhere" / "readers", "Commune")
    (tmp_path / "readers").mkdir()
    with pytest.raises(ConfigurationError, match="illisible"):
        read_readers(tmp_path / "readers")


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
