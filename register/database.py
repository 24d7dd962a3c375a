"""Opening a register: schema check, durable writes, and the database's errors as ours."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from sqlite3 import Connection as SqliteConnection
from typing import TYPE_CHECKING, NoReturn

from pydantic import Field
from sqlalchemy import URL, Connection, Engine, create_engine, event, inspect, make_url, text
from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError
from sqlalchemy.orm import Session
from sqlalchemy.pool import ConnectionPoolEntry

from attestation.errors import ConfigurationError, RegisterError
from register.upgrade import REVISIONS, is_read_by_verifiers
from runtime.settings_file import Section

if TYPE_CHECKING:
    from psycopg import Connection as PsycopgConnection

WRITES = "attestation_writes"
"""Execution option of a connection that takes SQLite's write lock at its start."""
_EMPTY = (
    "le fichier du registre est vide, comme après une copie manquée : restaurez la dernière "
    "sauvegarde ; s’il n’y a jamais rien eu dans ce registre, effacez ce fichier"
)
_MISSING_RIGHT = "ce compte n’a pas le droit qu’il faut {table} (docs/operations/postgresql.md)"
_NOT_OPENED = "le registre ne s’ouvre pas ({problem}) : vérifiez les droits de son dossier"


class RegisterSettings(Section):
    """The section ``[register]``."""

    url: str
    """SQLAlchemy URL; ``sqlite:///register.db`` is relative to the settings file."""
    wait_seconds: float = Field(default=30, gt=0, le=600)
    """How long to wait for another program that is writing."""
    replica_url: str | None = None
    """Where verifiers read, if not where the issuer writes; a little behind it."""


def register_url(settings: RegisterSettings, *, folder: Path, setting: str = "register.url") -> URL:
    """Resolve the register's URL, from ``setting``, against the file's folder.

    Raises:
        ConfigurationError: it is not a database URL.
    """
    try:
        url = make_url(settings.url)
    except ArgumentError:
        raise ConfigurationError(setting, "ce n’est pas l’adresse d’une base de données") from None
    if url.get_backend_name() == "sqlite" and url.database and not url.query.get("uri"):
        return url.set(database=str(folder / url.database))
    return url


def connect(
    url: URL, *, wait_seconds: float, read_only: bool = False, autocommit: bool = False
) -> Engine:
    """Return an engine for ``url``; no connection is made yet.

    Args:
        url: of the database.
        wait_seconds: how long to wait for another program that is writing.
        read_only: nothing can be changed through it.
        autocommit: of PostgreSQL, where it is read only: each statement is a transaction, so no
            long answer can be read through a cursor.
    """
    # SECURITY: parameters are names and birth dates; they stay out of every error message.
    if url.get_backend_name() != "sqlite":
        options = {"postgresql_readonly": True} if read_only and not autocommit else {}
        # A connection that the server closed, as by a restore, is made anew, so that no program
        # must be restarted.
        engine = create_engine(
            url, hide_parameters=True, execution_options=options, pool_pre_ping=True
        )
        if read_only and autocommit:
            event.listen(engine, "connect", _prepare_postgresql_read_only)
        return engine
    if read_only and url.database and not url.query.get("uri"):
        # The file is opened without the right to write, whatever its permissions say.
        name = Path(url.database).absolute().as_uri()
        url = url.set(database=name).update_query_dict({"mode": "ro", "uri": "true"})
    engine = create_engine(url, hide_parameters=True, connect_args={"timeout": wait_seconds})
    event.listen(engine, "connect", _prepare_sqlite_read_only if read_only else prepare_sqlite)
    event.listen(engine, "begin", begin_sqlite)
    return engine


def open_replica(settings: RegisterSettings, *, folder: Path) -> Engine:
    """Return an engine for a verifier: of the replica, or of the register where there is none.

    A town may upgrade a week before or after the organisation.

    Raises:
        ConfigurationError: the URL is wrong.
        RegisterError: missing, unreachable, or of a version that this one's verifiers do not read.
    """
    if settings.replica_url is None:
        return open_for_verifier(settings, folder=folder)
    replica = settings.model_copy(update={"url": settings.replica_url})
    return open_for_verifier(replica, folder=folder, setting="register.replica_url")


def open_for_verifier(
    settings: RegisterSettings, *, folder: Path, setting: str = "register.url"
) -> Engine:
    """Return an engine that only reads what checks ask for, of a register of some other versions.

    Raises:
        ConfigurationError: the URL, which stands in ``setting``, is wrong.
        RegisterError: as ``open_replica``.
    """
    engine, revision = _opened(
        settings, folder=folder, read_only=True, autocommit=True, setting=setting
    )
    if not is_read_by_verifiers(revision):
        _refuse(engine, revision)
    return engine


def open_register(
    settings: RegisterSettings, *, folder: Path, read_only: bool = False, autocommit: bool = False
) -> Engine:
    """Return an engine for a register that exists and has this program's schema; see ``connect``.

    Raises:
        ConfigurationError: the URL is wrong.
        RegisterError: missing, unreachable, older or newer than the program.
    """
    engine, revision = _opened(
        settings, folder=folder, read_only=read_only, autocommit=autocommit, setting="register.url"
    )
    if revision != REVISIONS[-1]:
        _refuse(engine, revision)
    return engine


def _opened(
    settings: RegisterSettings, *, folder: Path, read_only: bool, autocommit: bool, setting: str
) -> tuple[Engine, str | None]:
    url = register_url(settings, folder=folder, setting=setting)
    file = file_of(url)
    if file is not None:
        _check_file(file)
    engine = connect(
        url, wait_seconds=settings.wait_seconds, read_only=read_only, autocommit=autocommit
    )
    with translated_errors(), engine.connect() as connection:
        return engine, _revision(connection)


def _refuse(engine: Engine, revision: str | None) -> NoReturn:
    engine.dispose()
    if revision is None or revision in REVISIONS:
        raise RegisterError(
            "le registre est plus ancien que ce programme : attest-issuer register upgrade"
        )
    raise RegisterError(
        "le registre est plus récent que ce programme : installez la nouvelle version"
    )


def _revision(connection: Connection) -> str | None:
    """Return what alembic noted last; alembic itself takes as long to import as SQLAlchemy."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return found


def file_of(url: URL) -> Path | None:
    """Return the file of a register on SQLite; None for any other."""
    is_file = url.get_backend_name() == "sqlite" and url.database and not url.query.get("uri")
    return Path(url.database) if is_file and url.database and url.database != ":memory:" else None


def make_file(file: Path) -> None:
    """Make the empty file of a register that does not exist yet, for its owner alone.

    SQLite gives the files that it puts beside it the same rights.

    Raises:
        RegisterError: it cannot be made, or an empty one is there already.
    """
    try:
        if not file.exists():
            file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            file.touch(mode=0o600)
        elif not file.stat().st_size:
            raise RegisterError(_EMPTY)
    except OSError as error:
        raise RegisterError(_NOT_OPENED.format(problem=error.strerror)) from None


def _check_file(file: Path) -> None:
    """Refuse a file in which there can be no register, before SQLite makes one of it."""
    try:
        size = file.stat().st_size
    except (FileNotFoundError, NotADirectoryError):
        raise RegisterError(
            "le registre n’existe pas encore : attest-issuer register upgrade"
        ) from None
    except OSError as error:
        raise RegisterError(_NOT_OPENED.format(problem=error.strerror)) from None
    if not size:
        raise RegisterError(_EMPTY)


@contextmanager
def reading(engine: Engine) -> Iterator[Session]:
    """Open a session that only reads.

    Raises:
        RegisterError: the register failed.
    """
    with translated_errors(), Session(engine) as session:
        yield session


@contextmanager
def asking(engine: Engine) -> Iterator[Connection]:
    """Open a connection for prepared questions: a third of the cost of a session's.

    Raises:
        RegisterError: the register failed.
    """
    with translated_errors(), engine.connect() as connection:
        yield connection


@contextmanager
def writing(engine: Engine) -> Iterator[Session]:
    """Open a transaction that writes: committed at the end, undone by any exception.

    On SQLite it takes the write lock at its start, so what it reads cannot change before it
    writes; on PostgreSQL the callers lock the rows they depend on.

    Raises:
        RegisterError: the register failed or refused; nothing was written.
    """
    writer = engine.execution_options(**{WRITES: True})
    with translated_errors(), Session(writer) as session, session.begin():
        yield session


@contextmanager
def translated_errors() -> Iterator[None]:
    """Convert the database's errors into ours, in plain words and without any data.

    Raises:
        RegisterError: instead of any SQLAlchemy error.
    """
    try:
        yield
    except DBAPIError as error:
        raise RegisterError(_in_words(str(error.orig).lower())) from None
    except SQLAlchemyError as error:
        raise RegisterError(f"le registre a échoué ({type(error).__name__})") from None


def prepare_sqlite(connection: SqliteConnection, _: ConnectionPoolEntry) -> None:
    """Make a new connection durable and checked."""
    connection.isolation_level = None  # we say BEGIN ourselves, below
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")  # a commit survives a power cut
    connection.execute("PRAGMA foreign_keys = ON")


def begin_sqlite(connection: Connection) -> None:
    """Begin a transaction in the mode of its execution options."""
    # IMMEDIATE: two writers queue at the start instead of one failing at its first write.
    if connection.get_execution_options().get(WRITES):
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    else:
        # It neither waits nor fails, so it bypasses SQLAlchemy.
        driver: SqliteConnection = connection.connection.driver_connection  # type: ignore[assignment]
        driver.execute("BEGIN")


def _in_words(message: str) -> str:
    for sign, words in (
        ("locked", "le registre est occupé par un autre programme ; réessayez dans un instant"),
        (
            "readonly",
            "le registre est en lecture seule : vérifiez les droits du fichier et de son dossier",
        ),
        (
            "disk is full",
            "le disque est plein : rien n’a été écrit ; faites de la place et recommencez",
        ),
        ("disk i/o error", "le disque a échoué : rien n’a été écrit ; vérifiez-le et recommencez"),
        ("unable to open", "le registre ne s’ouvre pas : vérifiez le fichier et son dossier"),
        ("not a database", "le fichier n’est pas un registre, ou il est abîmé"),
        ("malformed", "le registre est abîmé : restaurez la dernière sauvegarde"),
        (
            "password authentication",
            "le serveur du registre refuse ce compte ou son mot de passe",
        ),
        ("permission denied", _MISSING_RIGHT.format(table=_table_in(message))),
        ("fatal:  role", "le serveur du registre ne connaît pas ce compte"),
        ("fatal:  database", "le serveur du registre n’a pas cette base de données"),
        ("unique constraint", "le registre contient déjà cela"),
        ("connection", "le serveur du registre ne répond pas"),
    ):
        if sign in message:
            return words
    return "le registre a échoué"


def _table_in(message: str) -> str:
    """Return which table PostgreSQL refuses; it names no row."""
    found = re.search(r"permission denied for table (\w+)", message)
    return f"sur « {found[1]} »" if found else "dans la base"


def _prepare_sqlite_read_only(connection: SqliteConnection, _: ConnectionPoolEntry) -> None:
    connection.isolation_level = None
    connection.execute("PRAGMA query_only = ON")


def _prepare_postgresql_read_only(connection: "PsycopgConnection", _: ConnectionPoolEntry) -> None:
    # Each question is one statement: no BEGIN before it and no ROLLBACK behind it to wait for.
    connection.autocommit = True
    connection.execute("SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY")
