from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import DBAPIError

from attestation.code import Code
from attestation.errors import RegisterError
from attestation.facts import Number
from issuer.issuance.issue import issue
from issuer.lifecycle.erasure import erase_person
from register.attestations import record
from register.check_counts import (
    ChecksOnDay,
    add_checks,
    connect_to_count,
    days_checked,
    numbers_to_count,
)
from register.database import reading, register_url, writing
from tests.support.issuer_contexts import (
    SETTINGS,
    make_deployment,
    make_draft,
    make_module,
    open_issuer,
)
from tests.support.postgres import new_database
from verifier.counting import MAX_WAITING

TODAY = date(2026, 11, 2)


class Counted:
    """A register with one attestation, and the connection that counts its checks."""

    def __init__(self, config: Path, *, url: str | None = None) -> None:
        self.context = open_issuer(config)
        self.register = self.context.register
        (number,) = issue(self.context, make_module(), [make_draft("Diallo", "Awa")])
        self.number = Number(str(number))
        settings = self.context.settings.register
        if url is not None:
            settings = settings.model_copy(update={"url": url})
        self.counting = connect_to_count(
            register_url(settings, folder=config.parent), wait_seconds=20
        )

    def add(self, checks: int = 1, *, number: str | None = None, day: date = TODAY) -> None:
        with writing(self.counting) as session:
            add_checks(session, {(Number(number or self.number), day): checks})

    def days(self) -> list[ChecksOnDay]:
        with reading(self.register) as session:
            return days_checked(session, self.number)


@pytest.fixture(params=["sqlite", "postgresql"])
def counted(request: pytest.FixtureRequest, tmp_path: Path) -> Counted:
    if request.param == "sqlite":
        return Counted(make_deployment(tmp_path))
    database = new_database(request.getfixturevalue("postgres"))
    url = database.render_as_string(hide_password=False)
    config = make_deployment(tmp_path, settings=SETTINGS.replace("sqlite:///register.db", url))
    # A role of a server is there for all its databases, and other tests' too.
    role = f"counts_{database.database}"
    engine = create_engine(database)
    with engine.begin() as connection:
        connection.execute(text(f"CREATE ROLE {role} LOGIN"))
        connection.execute(text(f"GRANT SELECT, INSERT, UPDATE ON check_count TO {role}"))
    engine.dispose()
    return Counted(config, url=database.set(username=role).render_as_string(hide_password=False))


def test_checks_are_added_up_by_day(counted: Counted) -> None:
    yesterday = TODAY - timedelta(days=1)

    for day, checks in ((TODAY, 1), (yesterday, 2), (TODAY, 3)):
        counted.add(checks, day=day)

    assert counted.days() == [
        ChecksOnDay(day=TODAY, checks=4),
        ChecksOnDay(day=yesterday, checks=2),
    ]


def test_number_that_was_never_given_is_never_counted(counted: Counted) -> None:
    with pytest.raises(RegisterError):
        counted.add(number="AC-2026-9999")

    with counted.register.connect() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM check_count").scalar() == 0


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE attestation SET state = 'withdrawn'",
        "DELETE FROM statement",
        "INSERT INTO counter (series, last) VALUES ('AC-2031', 1)",
        "DELETE FROM check_count",
        "DROP TABLE check_count",
        "SELECT family_name FROM attestation",
        "SELECT token FROM status_list",
        "CREATE TABLE mine (id integer)",
    ],
)
def test_connection_that_counts_can_do_nothing_else(counted: Counted, statement: str) -> None:
    counted.add()

    with pytest.raises(DBAPIError), counted.counting.begin() as connection:
        connection.exec_driver_sql(statement)

    assert counted.days() == [ChecksOnDay(day=TODAY, checks=1)]


def test_erased_record_is_not_counted_any_more(counted: Counted) -> None:
    with reading(counted.register) as session:
        found = record(session, counted.number)
        assert found is not None
        code = found.attestation.code
        assert numbers_to_count(session, [code]) == {code: counted.number}
    counted.add()

    erase_person(counted.context, counted.number, who="commande:ines")

    assert counted.days() == []
    with reading(counted.register) as session:
        assert numbers_to_count(session, [code]) == {}


def test_attestation_is_found_among_all_that_may_wait(counted: Counted) -> None:
    with reading(counted.register) as session:
        found = record(session, counted.number)
        assert found is not None
        code = found.attestation.code
        nobodys = [Code(f"{one:016}") for one in range(MAX_WAITING)]
        assert numbers_to_count(session, [*nobodys, code]) == {code: counted.number}


def test_counting_makes_no_register_where_there_is_none(tmp_path: Path) -> None:
    counted = Counted(make_deployment(tmp_path))
    counted.register.dispose()
    for file in tmp_path.glob("register.db*"):
        file.unlink()

    with pytest.raises(RegisterError, match="ne s’ouvre pas"):
        counted.add()

    assert list(tmp_path.glob("register.db*")) == []
