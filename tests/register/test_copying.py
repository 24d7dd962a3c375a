"""A register moved to PostgreSQL: all of it arrives, or nothing does."""

from collections.abc import Iterator
from pathlib import Path
from unittest.mock import patch

import pytest
from sqlalchemy import URL, Engine, inspect, select, text, update

from attestation.errors import RegisterError
from attestation.verdict.verdicts import Genuine, Replaced, Withdrawn
from issuer.cli.main import main
from issuer.context import IssuerContext
from issuer.issuance.issue import issue
from issuer.lifecycle.withdrawal import Correction, replace_attestation, withdraw
from register.attestations import Record, document, records
from register.copying import copy_register, count_rows
from register.database import connect, reading, writing
from register.tables.all import METADATA
from register.tables.attestations import AttestationRow, DocumentRow
from register.upgrade import upgrade_register
from tests.support.commands import run
from tests.support.issuer_contexts import (
    SETTINGS,
    Checker,
    make_deployment,
    make_draft,
    make_drafts,
    make_module,
    open_issuer,
)
from tests.support.postgres import empty_database


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """A deployment on SQLite with two modules, a withdrawal and a replacement."""
    config = make_deployment(tmp_path)
    context = open_issuer(config)
    issue(context, make_module(), make_drafts(25))
    numbers = issue(context, make_module("AC-2026-11"), make_drafts(3))
    assert all(isinstance(number, str) for number in numbers)
    withdraw(context, numbers[0], reason="erreur de saisie", who="ines")  # type: ignore[arg-type]
    corrected = Correction(holder=make_draft("Ndiaye").holder, email=None)
    replace_attestation(context, numbers[1], corrected, reason="nom corrigé", who="ines")  # type: ignore[arg-type]
    context.register.dispose()
    return config


@pytest.fixture
def old(config: Path) -> Iterator[IssuerContext]:
    context = open_issuer(config)
    yield context
    context.register.dispose()


@pytest.fixture
def url(postgres: URL) -> URL:
    return empty_database(postgres)


@pytest.fixture
def new(url: URL) -> Engine:
    return connect(url, wait_seconds=5)


def copied(old: IssuerContext, new: Engine) -> dict[str, int]:
    return dict(copy_register(old.register, new, on_rows=lambda table, count: None))


def test_copied_register_issues_on_verifies_and_withdraws(
    config: Path, old: IssuerContext, url: URL
) -> None:
    before = {one.attestation.number: one for one in _records(old)}
    told = url.render_as_string(hide_password=False)

    done = run(main, "--config", config, "register", "copy", "--to", told)

    assert done.exit_code == 0, done.err
    assert "Tout est copié et comparé" in done.out
    config.write_text(SETTINGS.replace("sqlite:///register.db", told), encoding="utf-8")
    moved = open_issuer(config)
    assert {one.attestation.number: one for one in _records(moved)} == before
    checker = Checker.of(moved)
    verdicts = {type(checker.verdict(number)) for number in before}
    assert verdicts == {Genuine, Withdrawn, Replaced}
    # What was held is still held, and numbers go on where they stood.
    answers = issue(moved, make_module(), [*make_drafts(25), make_draft("Nieuwkomer")])
    new_ones = [answer for answer in answers if isinstance(answer, str)]
    assert new_ones == [f"AC-2026-{len(before) + 1:04d}"]
    assert isinstance(checker.verdict(new_ones[0]), Genuine)
    withdraw(moved, new_ones[0], reason="erreur de saisie", who="ines")
    assert isinstance(checker.verdict(new_ones[0]), Withdrawn)


def rows(register: Engine) -> int:
    """Count all rows but the one that is always there."""
    return sum(count_rows(register).values()) - 1


def test_documents_arrive_byte_for_byte(old: IssuerContext, new: Engine) -> None:
    copied(old, new)

    with reading(old.register) as session, reading(new) as other:
        for one in records(session):
            number = one.attestation.number
            assert document(session, number) == document(other, number)


def test_every_table_is_counted_and_the_old_register_is_as_it_was(
    old: IssuerContext, new: Engine
) -> None:
    before = count_rows(old.register)

    counts = copied(old, new)

    assert counts == dict(before) == dict(count_rows(old.register)) == dict(count_rows(new))
    assert set(counts) == set(METADATA.tables)
    assert counts["attestation"] == 29
    assert counts["statement"] == 31


def test_successor_may_come_before_the_one_that_it_replaces(
    old: IssuerContext, new: Engine
) -> None:
    with writing(old.register) as session:
        session.execute(text("PRAGMA defer_foreign_keys = ON"))
        row = session.scalars(
            select(AttestationRow).where(AttestationRow.replaces.is_not(None))
        ).one()
        for table in ("document", "statement"):
            moved = update(METADATA.tables[table]).values(number="AC-2025-0001")
            session.execute(moved.where(METADATA.tables[table].c.number == row.number))
        session.execute(
            update(AttestationRow)
            .where(AttestationRow.number == row.number)
            .values(number="AC-2025-0001")
        )

    copied(old, new)

    with reading(new) as session:
        assert session.get(AttestationRow, "AC-2025-0001") is not None
        with pytest.raises(RegisterError), writing(new) as other:
            other.execute(update(AttestationRow).values(replaces="nobody"))
    # The reference is checked at once again, as in any register.
    for reference in inspect(new).get_foreign_keys("attestation"):
        assert not reference["options"].get("deferrable")


def test_target_with_rows_is_refused_and_left_as_it_is(old: IssuerContext, new: Engine) -> None:
    copied(old, new)
    before = count_rows(new)

    with pytest.raises(RegisterError, match="n’est pas vide"):
        copied(old, new)

    assert count_rows(new) == before


def test_empty_register_is_a_target(old: IssuerContext, new: Engine) -> None:
    upgrade_register(new)

    assert copied(old, new)["attestation"] == 29


def test_sqlite_is_no_target(old: IssuerContext, tmp_path: Path) -> None:
    target = connect(URL.create("sqlite", database=str(tmp_path / "o.db")), wait_seconds=1)

    with pytest.raises(RegisterError, match="vers PostgreSQL"):
        copied(old, target)


def test_table_that_is_not_known_here_is_not_left_behind(old: IssuerContext, new: Engine) -> None:
    with writing(old.register) as session:
        session.execute(text("CREATE TABLE notes (id INTEGER PRIMARY KEY)"))

    with pytest.raises(RegisterError, match="notes"):
        copied(old, new)


def test_row_that_arrives_changed_undoes_the_whole_copy(old: IssuerContext, new: Engine) -> None:
    upgrade_register(new)
    with writing(new) as session:
        session.execute(
            text(
                "CREATE FUNCTION spoil() RETURNS trigger AS $$ BEGIN"
                " NEW.content = '\\x00'::bytea; RETURN NEW; END $$ LANGUAGE plpgsql"
            )
        )
        session.execute(
            text(
                "CREATE TRIGGER spoil BEFORE INSERT ON document FOR EACH ROW"
                " WHEN (NEW.number LIKE '%0007') EXECUTE FUNCTION spoil()"
            )
        )

    with pytest.raises(RegisterError, match="une ligne de document"):
        copied(old, new)

    assert rows(new) == 0


def test_row_that_does_not_arrive_undoes_the_whole_copy(old: IssuerContext, new: Engine) -> None:
    upgrade_register(new)
    with writing(new) as session:
        session.execute(
            text(
                "CREATE FUNCTION lose() RETURNS trigger AS $$ BEGIN RETURN NULL; END $$"
                " LANGUAGE plpgsql"
            )
        )
        session.execute(
            text(
                "CREATE TRIGGER lose BEFORE INSERT ON document FOR EACH ROW"
                " WHEN (NEW.number LIKE '%0007') EXECUTE FUNCTION lose()"
            )
        )

    with pytest.raises(RegisterError, match="une ligne de document"):
        copied(old, new)

    assert rows(new) == 0


def test_nobody_writes_to_the_old_register_meanwhile(old: IssuerContext, new: Engine) -> None:
    impatient = connect(old.register.url, wait_seconds=0.01)

    def try_to_write(table: str, count: int) -> None:
        with pytest.raises(RegisterError, match="occupé"), writing(impatient) as session:
            session.execute(update(DocumentRow).values(content=b""))

    copy_register(old.register, new, on_rows=try_to_write)


def test_password_on_the_command_line_is_refused(config: Path) -> None:
    told = "postgresql+psycopg://issuer:secret@localhost/register"

    done = run(main, "--config", config, "register", "copy", "--to", told)

    assert done.exit_code == 2
    assert "le mot de passe serait visible" in done.err
    assert "secret" not in done.out + done.err


def test_password_may_come_by_the_environment(config: Path, url: URL) -> None:
    told = url.set(password="secret")  # noqa: S106  of no account

    told_in_full = told.render_as_string(hide_password=False)
    with patch.dict("os.environ", {"ATTESTATION_COPY_TO": told_in_full}):
        done = run(main, "--config", config, "register", "copy")

    assert done.exit_code == 0, done.err
    assert "secret" not in done.out + done.err


def _records(context: IssuerContext) -> list[Record]:
    with reading(context.register) as session:
        return list(records(session))
