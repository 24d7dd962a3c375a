import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import URL, Engine, create_engine, insert, text

from attestation.errors import ConfigurationError, RegisterError
from register.database import (
    RegisterSettings,
    connect,
    open_register,
    reading,
    register_url,
    writing,
)
from register.lookup import BY_CODE
from register.reservation import reserve
from register.tables.attestations import Base, CounterRow, StatusListRow
from register.upgrade import REVISIONS, upgrade_register
from tests.support.issuer_contexts import make_drafts, make_module
from tests.support.issuers import NOW

SETTINGS = RegisterSettings(url="sqlite:///register.db", wait_seconds=0.05)


@pytest.fixture
def register(tmp_path: Path) -> Engine:
    engine = connect(register_url(SETTINGS, folder=tmp_path), wait_seconds=0.05)
    upgrade_register(engine)
    return engine


def write_a_row(engine: Engine, series: str = "AC-2026") -> None:
    with writing(engine) as session:
        session.execute(insert(CounterRow).values(series=series, last=1))


def test_upgraded_register_has_the_schema_of_the_code(register: Engine) -> None:
    upgrade_register(register)  # a second time changes nothing

    with register.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []


def test_known_revisions_are_those_in_the_folder() -> None:
    config = Config()
    config.set_main_option("script_location", "register:migrations")

    scripts = ScriptDirectory.from_config(config).walk_revisions()

    assert tuple(script.revision for script in scripts)[::-1] == REVISIONS


def test_register_is_durable_and_checked(register: Engine) -> None:
    with register.connect() as connection:
        pragmas = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys")
        }

    assert pragmas == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}


def test_missing_register_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(RegisterError, match="attest-issuer register upgrade"):
        open_register(SETTINGS, folder=tmp_path)

    assert list(tmp_path.iterdir()) == []


def test_register_without_a_schema_is_older(tmp_path: Path) -> None:
    other = sqlite3.connect(tmp_path / "register.db")
    other.execute("CREATE TABLE something (it INTEGER)")
    other.close()

    with pytest.raises(RegisterError, match="plus ancien"):
        open_register(SETTINGS, folder=tmp_path)


def test_register_of_a_newer_program_is_left_alone(register: Engine, tmp_path: Path) -> None:
    with register.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")

    with pytest.raises(RegisterError, match="plus récent"):
        open_register(SETTINGS, folder=tmp_path)


def test_file_that_is_no_register_is_refused(tmp_path: Path) -> None:
    (tmp_path / "register.db").write_bytes(b"not a database" * 100)

    with pytest.raises(RegisterError, match="n’est pas un registre"):
        open_register(SETTINGS, folder=tmp_path)


def test_register_opened_for_reading_cannot_be_written(register: Engine, tmp_path: Path) -> None:
    write_a_row(register)
    read_only = open_register(SETTINGS, folder=tmp_path, read_only=True)

    with reading(read_only) as session:
        assert session.get(CounterRow, "AC-2026") is not None
    with pytest.raises(RegisterError, match="lecture seule"):
        write_a_row(read_only, "AC-2027")


@contextmanager
def locked(path: Path) -> Iterator[None]:
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    yield
    other.close()


def test_locked_register_says_so_and_writes_nothing(register: Engine, tmp_path: Path) -> None:
    with locked(tmp_path / "register.db"):
        with pytest.raises(RegisterError, match="occupé"):
            write_a_row(register)
        with reading(register) as session:
            assert session.get(CounterRow, "AC-2026") is None

    write_a_row(register)


def test_full_disk_says_so_and_writes_nothing(register: Engine, tmp_path: Path) -> None:
    def write_too_much() -> None:
        with writing(register) as session:
            # A limit of pages stands for the end of the disk: SQLite says SQLITE_FULL to both.
            session.execute(text("PRAGMA max_page_count = 1"))
            rows = [{"series": f"{i:020d}", "last": i} for i in range(20_000)]
            session.execute(insert(CounterRow), rows)

    with pytest.raises(RegisterError, match="disque est plein"):
        write_too_much()

    engine = open_register(SETTINGS, folder=tmp_path)
    with reading(engine) as session:
        assert session.query(CounterRow).count() == 0


def test_error_names_no_data(register: Engine) -> None:
    write_a_row(register, "SECRET")

    with pytest.raises(RegisterError, match="contient déjà cela") as caught:
        write_a_row(register, "SECRET")

    assert "SECRET" not in str(caught.value)
    assert caught.value.__cause__ is None


def test_other_failures_are_register_errors_too(register: Engine) -> None:
    with pytest.raises(RegisterError, match="a échoué"), reading(register) as session:
        session.execute(text("SELECT * FROM nothing"))
    with pytest.raises(RegisterError, match="NoResultFound"), reading(register) as session:
        session.get_one(CounterRow, "AC-1999")


def test_wrong_url_names_the_setting(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError) as caught:
        register_url(RegisterSettings(url="no url"), folder=tmp_path)

    assert caught.value.setting == "register.url"


def test_absolute_and_other_urls_stay_as_they_are(tmp_path: Path) -> None:
    for url in ("sqlite:////srv/r.db", "postgresql+psycopg://db.example/attestations"):
        assert str(register_url(RegisterSettings(url=url), folder=tmp_path)) == url


def test_time_without_a_zone_is_refused(register: Engine) -> None:
    naive = datetime(2026, 1, 1)  # noqa: DTZ001  the point of the test
    row = StatusListRow(list_number=1, uri="u", issued_at=naive, token=b"")

    with pytest.raises(RegisterError), writing(register) as session:
        session.add(row)


def test_unreachable_server_is_a_register_error() -> None:
    engine = create_engine("sqlite:////nowhere/at/all.db")

    with pytest.raises(RegisterError, match="ne s’ouvre pas"), reading(engine) as session:
        session.execute(text("SELECT 1"))


def test_check_by_code_reads_no_whole_table_once_statistics_were_gathered(tmp_path: Path) -> None:
    engine = connect(URL.create("sqlite", database=str(tmp_path / "r.db")), wait_seconds=1)
    upgrade_register(engine)
    with writing(engine) as session:
        reserve(session, make_module(), make_drafts(500), prefix="AC", at=NOW)
    with engine.connect() as connection:
        connection.exec_driver_sql("ANALYZE")
    asked = str(BY_CODE.compile(engine))

    with engine.connect() as connection:
        plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {asked}", ("uri", "code")).all()

    searched = [words[1] for *_, step in plan if (words := step.split())[0] == "SEARCH"]
    read_whole = [words[1] for *_, step in plan if (words := step.split())[0] == "SCAN"]
    assert {"attestation", "successor", "statement", "status_list"} <= set(searched)
    assert not {*Base.metadata.tables, "successor"} & set(read_whole)
