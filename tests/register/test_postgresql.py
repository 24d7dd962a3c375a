"""What only a server can do: many writers, readers without rights, replicas."""

import dataclasses
import re
from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy import URL, create_engine, select, text

from attestation.errors import ConfigurationError, RegisterError
from attestation.verdict.verdicts import Genuine, LookedAt, Replaced, Withdrawn
from register.audit_log import entries
from register.check_counts import days_checked
from register.copying import copy_register
from register.database import RegisterSettings, connect, open_replica, reading, writing
from register.tables.attestations import (
    AttestationRow,
    CounterRow,
    DocumentRow,
    State,
    StatementRow,
)
from register.upgrade import upgrade_register
from tests.support.concurrent_issuers import Work, issue_at_once
from tests.support.issuer_contexts import SETTINGS, make_drafts
from tests.support.postgres import empty_database
from tests.support.sweeps import sweep
from tests.support.world import PEOPLE, Issued, World, make_world
from verifier.assembly import open_live_verifier, open_verifier
from verifier.check import check_file, check_text
from verifier.settings import load_settings

ISSUERS, PEOPLE_EACH = 8, sweep(625, reduced=200)
GUIDE = Path(__file__).parents[2] / "docs" / "operations" / "postgresql.md"
FORBIDDEN = (
    "DELETE FROM document",
    "UPDATE attestation SET state = 'issued'",
    "SELECT family_name FROM attestation",
    "SELECT email FROM attestation",
    "SELECT * FROM account",
    "SELECT * FROM audit_entry",
)


@pytest.fixture
def url(postgres: URL) -> URL:
    return empty_database(postgres)


def written(url: URL) -> str:
    return url.render_as_string(hide_password=False)


def verdict(world: World, one: Issued) -> type:
    """Ask a verifier that was started with the settings as they stand."""
    verifier = open_verifier(load_settings(world.config), now=world.now)
    return type(check_text(verifier, one.code).verdict)


def test_eight_issuers_at_once_give_no_number_twice(url: URL) -> None:
    register = connect(url, wait_seconds=60)
    upgrade_register(register)
    people = make_drafts(PEOPLE_EACH)
    # Two at a time issue the same module to the same people, each in its own order.
    work = [Work(module_code=f"M-{one // 2}", drafts=people) for one in range(ISSUERS)]

    issue_at_once(url, work)

    expected = ISSUERS // 2 * PEOPLE_EACH
    with reading(register) as session:
        rows = session.scalars(select(AttestationRow)).all()
        counter = session.scalars(select(CounterRow)).one()
        documents = Counter(session.scalars(select(DocumentRow.number)))
        statements = Counter(session.scalars(select(StatementRow.number)))
    assert {row.state for row in rows} == {State.ISSUED}
    assert {row.number for row in rows} == {f"AC-2026-{n:04d}" for n in range(1, expected + 1)}
    assert counter.last == expected
    assert len({(row.module_code, row.person_key) for row in rows}) == expected
    assert len({(row.status_list, row.status_index) for row in rows}) == expected
    assert documents == statements == Counter(row.number for row in rows)


@pytest.mark.parametrize("is_reader", [False, True])
def test_program_that_runs_goes_on_after_the_server_has_closed_its_connections(
    url: URL, is_reader: bool
) -> None:
    register = connect(url, wait_seconds=60, read_only=is_reader, autocommit=is_reader)
    upgrade_register(connect(url, wait_seconds=60))
    with reading(register) as session:
        mine = session.scalar(text("SELECT pg_backend_pid()"))
    with create_engine(url).begin() as connection:
        connection.execute(text("SELECT pg_terminate_backend(:pid)"), {"pid": mine})

    with reading(register) as session:
        assert session.scalar(text("SELECT pg_backend_pid()")) != mine


def test_verifier_needs_no_right_but_those_of_the_guide(url: URL, tmp_path: Path) -> None:
    settings = SETTINGS.replace("sqlite:///register.db", written(url))
    world = make_world(tmp_path, settings=settings)
    good, gone, old = world.issue(*PEOPLE)
    world.withdraw(gone.number)
    world.replace(old.number, dataclasses.replace(PEOPLE[2], family_name="Corrigé"))
    reads, counts = f"reads_{url.database}", f"counts_{url.database}"
    (statements,) = re.findall(r"```sql\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)
    with create_engine(url).begin() as connection:
        for name, role in (("verifier_reads", reads), ("verifier_counts", counts)):
            statements = statements.replace(name, role)
        connection.execute(text(statements))

    reader = written(url.set(username=reads))
    counter = written(url.set(username=counts))
    changed = settings.replace(written(url), reader)
    changed = changed.replace("[verifier]\n", f'[verifier]\ncounts_url = "{counter}"\n')
    world.config.write_text(changed, encoding="utf-8")
    live = open_live_verifier(load_settings(world.config), now=world.now)
    assert live.counter is not None
    findings = [check_text(live.verifier(), one.code) for one in (good, gone, old)]
    live.counter.note(findings[0], at=world.now())

    assert [type(one.verdict) for one in findings] == [Genuine, Withdrawn, Replaced]
    assert check_file(live.verifier(), good.pdf).looked_at is LookedAt.ORIGINAL
    assert live.lookup.status_list(1) is not None
    assert live.lookup.checkpoint() is None
    assert live.counter.settle(60)
    with reading(world.context.register) as session:
        assert days_checked(session, good.number)[0].checks == 1
    for role in (reads, counts):
        register = connect(url.set(username=role), wait_seconds=5)
        for forbidden in FORBIDDEN:
            with pytest.raises(RegisterError), writing(register) as session:
                session.execute(text(forbidden))


def test_long_answers_are_read_through_a_connection_that_only_reads(url: URL) -> None:
    upgrade_register(connect(url, wait_seconds=60))
    register = connect(url, wait_seconds=60, read_only=True)

    with reading(register) as session:
        assert list(entries(session)) == []
    with pytest.raises(RegisterError), writing(register) as session:
        session.add(CounterRow(series="AC-2026", last=1))

    register.dispose()


def test_verifier_reads_the_replica_that_the_settings_name(
    url: URL, postgres: URL, tmp_path: Path
) -> None:
    settings = SETTINGS.replace("sqlite:///register.db", written(url))
    world = make_world(tmp_path, settings=settings)
    first, second = world.issue(*PEOPLE[:2])
    replica = empty_database(postgres)
    copy_register(world.context.register, connect(replica, wait_seconds=5), on_rows=_ignore)
    # As a standby in recovery: it refuses to write, whoever asks.
    with create_engine(replica, isolation_level="AUTOCOMMIT").connect() as connection:
        connection.execute(
            text(f"ALTER DATABASE {replica.database} SET default_transaction_read_only = on")
        )
    world.config.write_text(
        settings.replace("wait_seconds", f'replica_url = "{written(replica)}"\nwait_seconds'),
        encoding="utf-8",
    )
    world.withdraw(second.number)

    assert verdict(world, first) is Genuine
    # What the replica has not heard of yet is not known: it is read, and the register is not.
    assert verdict(world, second) is Genuine


def test_address_of_a_replica_that_is_none_is_named(tmp_path: Path) -> None:
    settings = RegisterSettings(url="sqlite:///register.db", replica_url="nowhere")

    with pytest.raises(ConfigurationError) as caught:
        open_replica(settings, folder=tmp_path)

    assert caught.value.setting == "register.replica_url"


def _ignore(table: str, count: int) -> None:
    pass
