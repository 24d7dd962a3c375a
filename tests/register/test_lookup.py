"""What a verifier asks of a register, when all is well and when it is not."""

from pathlib import Path

import pytest
from sqlalchemy import URL, Engine, create_engine, insert, text

from attestation.code import Code
from attestation.errors import RegisterError
from register.database import RegisterSettings, connect, open_replica, reading, writing
from register.lookup import Lookup
from register.tables.attestations import CounterRow
from register.upgrade import upgrade_register
from tests.support.postgres import new_database
from tests.support.world import PEOPLE, make_world
from verifier.check import check_text

UNKNOWN = Code("0000000000000000")


@pytest.fixture
def replica(postgres: URL, tmp_path: Path) -> Engine:
    url = new_database(postgres)
    upgrade_register(connect(url, wait_seconds=5))
    settings = RegisterSettings(url=url.render_as_string(hide_password=False))
    return open_replica(settings, folder=tmp_path)


def test_server_that_was_restarted_is_asked_again_at_once(replica: Engine, postgres: URL) -> None:
    lookup = Lookup(replica)
    assert lookup.credential_by_code(UNKNOWN) is None
    with create_engine(postgres, isolation_level="AUTOCOMMIT").connect() as administrator:
        administrator.execute(
            text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = :name"),
            {"name": replica.url.database},
        )

    assert lookup.credential_by_code(UNKNOWN) is None
    assert lookup.evidence(UNKNOWN, status_uri="u").statements == ()


def test_verifiers_connection_to_a_server_cannot_write(replica: Engine) -> None:
    with pytest.raises(RegisterError), writing(replica) as session:
        session.execute(insert(CounterRow).values(series="AC-2026", last=1))

    with reading(replica) as session:
        assert session.get(CounterRow, "AC-2026") is None


def test_question_that_fails_is_an_error_of_the_register_without_data(tmp_path: Path) -> None:
    register = connect(URL.create("sqlite", database=str(tmp_path / "r.db")), wait_seconds=1)
    upgrade_register(register)
    lookup = Lookup(register)
    assert lookup.status_list(1) is None
    with register.begin() as connection:
        connection.exec_driver_sql("DROP TABLE status_list")

    with pytest.raises(RegisterError, match="a échoué") as caught:
        lookup.status_list(1)

    assert caught.value.__cause__ is None
    assert lookup.credential_by_code(UNKNOWN) is None


def test_all_that_was_said_of_an_attestation_is_found_together(tmp_path: Path) -> None:
    world = make_world(tmp_path)
    (one,) = world.issue(PEOPLE[0])
    code = one.attestation.code
    uri = check_text(world.verifier, one.qr).verdict.credential.status.uri  # type: ignore[union-attr]
    lookup = Lookup(world.context.register)
    world.withdraw(one.number)

    known = lookup.evidence(code, status_uri=uri)
    elsewhere = lookup.evidence(code, status_uri="https://elsewhere.example/status/1")

    assert len(known.statements) == 2  # issued, withdrawn
    assert known.status_list == lookup.evidence(UNKNOWN, status_uri=uri).status_list is not None
    assert elsewhere.status_list is None
    assert elsewhere.statements == known.statements
