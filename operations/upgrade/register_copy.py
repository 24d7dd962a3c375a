"""The register as it is before its migration, to be put back as it was.

On SQLite a file beside it; on PostgreSQL a dump by its own tools, which brings rights back too.
"""

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import URL, Connection, func, inspect, select

from attestation.errors import ConfigurationError
from operations.backup.archive import BackupError
from operations.upgrade.environment import last_line
from register import audit_log
from register.copying import copy_to_file
from register.database import connect, file_of, reading, translated_errors
from register.tables.attestations import StatementRow

_DUMP, _RESTORE = "pg_dump", "pg_restore"


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterCopy:
    """A copy, and whose."""

    url: URL
    file: Path
    last_signed: tuple[int, int]
    """Entry of the log and statement, when the copy was made."""

    tables: frozenset[str] = frozenset()
    """On PostgreSQL: those that there were. A dump does not know of others, to drop them."""

    def has_been_written_since(self) -> bool:
        """Check whether somebody has signed something that the copy does not know."""
        return _last_signed(self.url) != self.last_signed

    def put_back(self) -> None:
        """Make the register what it was; nobody may have it open.

        Raises:
            BackupError: it could not be put back.
        """
        live = file_of(self.url)
        if live is None:
            self._drop_newer_tables()
            _tool(self.url, _RESTORE, "--clean", "--if-exists", "--single-transaction",
                  "--dbname", str(self.url.database), str(self.file))  # fmt: skip
            return
        owner = live.stat()
        aside = live.with_name(f".{live.name}.back")
        shutil.copyfile(self.file, aside)
        aside.chmod(owner.st_mode & 0o777)
        os.chown(aside, owner.st_uid, owner.st_gid)
        for rest in ("-wal", "-shm"):
            live.with_name(live.name + rest).unlink(missing_ok=True)
        aside.replace(live)

    def _drop_newer_tables(self) -> None:
        engine = connect(self.url, wait_seconds=5)
        with translated_errors(), engine.begin() as connection:
            quote = connection.dialect.identifier_preparer.quote
            for name in sorted(_tables(connection) - self.tables):
                connection.exec_driver_sql(f"DROP TABLE {quote(name)} CASCADE")
        engine.dispose()


def keep_copy(url: URL, folder: Path) -> RegisterCopy:
    """Copy the register into ``folder``; nobody may write to it.

    Raises:
        BackupError: it could not be copied.
        ConfigurationError: the tools of PostgreSQL are missing, without which there is no way back.
        RegisterError: the register failed.
    """
    file = folder / "register.before"
    if file_of(url) is not None:
        engine = connect(url, wait_seconds=5)
        copy_to_file(engine, file)
        engine.dispose()
    else:
        if not all(map(shutil.which, (_DUMP, _RESTORE))):
            problem = "il faut pg_dump et pg_restore, pour pouvoir revenir : postgresql-client"
            raise ConfigurationError("register.url", problem)
        _tool(url, _DUMP, "--format=custom", "--file", str(file), str(url.database))
    engine = connect(url, wait_seconds=5)
    with translated_errors(), engine.connect() as connection:
        tables = _tables(connection)
    engine.dispose()
    return RegisterCopy(url=url, file=file, last_signed=_last_signed(url), tables=tables)


def _tables(connection: Connection) -> frozenset[str]:
    return frozenset(inspect(connection).get_table_names())


def _last_signed(url: URL) -> tuple[int, int]:
    engine = connect(url, wait_seconds=5)
    with reading(engine) as session:
        entry = audit_log.last_sequence(session)
        statement = session.scalar(select(func.max(StatementRow.id))) or 0
    engine.dispose()
    return entry, statement


def _tool(url: URL, *command: str) -> None:
    # SECURITY: a password in the arguments would be seen by every user of the machine.
    said = {
        "PGHOST": url.host or url.query.get("host"),
        "PGPORT": url.port and str(url.port),
        "PGUSER": url.username,
        "PGPASSWORD": url.password,
    }
    done = subprocess.run(  # noqa: S603  tools of PostgreSQL
        command,
        env={**os.environ, **{name: str(value) for name, value in said.items() if value}},
        check=False,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise BackupError(f"{command[0]} a échoué : {last_line(done)}")
