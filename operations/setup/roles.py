"""On PostgreSQL: two roles that own nothing, with which the verifier reads and counts."""

import secrets
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, make_url, text
from sqlalchemy.exc import ArgumentError, DBAPIError

from attestation.errors import ConfigurationError
from register.check_counts import connect_to_count
from register.database import connect, translated_errors
from register.lookup import Lookup
from runtime.files import replace_file

_ANSWER = "register_url"
_PASSWORD_BYTES = 24
READS = (
    "SELECT ON alembic_version, statement, status_list, leaf, checkpoint, log_head",
    "SELECT (number, code, replaces, credential, erased_at) ON attestation",
    "SELECT (number, digest, content) ON document",
)
COUNTS = ("SELECT, INSERT, UPDATE ON check_count",)
ISSUER_PASSWORD, VERIFIER_PASSWORDS = "register.pgpass", "verifier.pgpass"
"""Files of passwords as libpq reads them (PostgreSQL, section 34.16)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Roles:
    """The addresses of one database for each of three roles."""

    issuer: URL
    """Whose database it is."""
    reads: URL
    counts: URL
    passwords: Path
    """The file in which those of the two others are."""
    made: dict[str, str] = field(repr=False)
    """By role, its new password."""


def is_postgresql(register_url: str) -> bool:
    """Check whether a register is one of PostgreSQL's; wrong addresses are found elsewhere."""
    try:
        return make_url(register_url).get_backend_name() == "postgresql"
    except ArgumentError:
        return False


def roles_of(register_url: str, folder: Path, *, password: str) -> Roles:
    """Name the roles after their database; nothing is made yet.

    Args:
        register_url: of the issuer.
        folder: of the deployment; the files of passwords will be in it.
        password: of the issuer's role; empty where the server asks for none.
    """
    url = make_url(register_url)
    issuer = _with_passwords(url, folder / ISSUER_PASSWORD) if password else url
    others = _with_passwords(url, folder / VERIFIER_PASSWORDS)
    reads, counts = f"{url.database}_reads", f"{url.database}_counts"
    return Roles(
        issuer=issuer,
        reads=others.set(username=reads),
        counts=others.set(username=counts),
        passwords=folder / VERIFIER_PASSWORDS,
        made={name: secrets.token_urlsafe(_PASSWORD_BYTES) for name in (reads, counts)},
    )


def make_roles(register: Engine, roles: Roles, *, wait_seconds: float) -> None:
    """Make both roles in a register that is there, and try every right of theirs.

    Raises:
        ConfigurationError: the issuer's role may not make roles.
        RegisterError: a role may not do what the verifier asks of it.
    """
    names = (roles.reads.username or "", roles.counts.username or "")
    try:
        with register.begin() as connection:
            for name, rights in zip(names, (READS, COUNTS), strict=True):
                _make(connection, name, roles.made[name], rights)
    except DBAPIError as error:
        remedy = "ALTER ROLE … CREATEROLE, ou docs/operations/postgresql.md#roles"
        problem = f"ce compte ne peut pas créer de rôles ({type(error.orig).__name__}) : {remedy}"
        raise ConfigurationError(_ANSWER, problem) from None
    lines = (f"*:*:*:{name}:{password}\n" for name, password in roles.made.items())
    replace_file(roles.passwords, "".join(lines).encode())
    _try(roles, wait_seconds)


def _make(connection: Connection, name: str, password: str, rights: tuple[str, ...]) -> None:
    quoted = connection.dialect.identifier_preparer.quote_identifier(name)
    is_there = connection.scalar(
        text("SELECT count(*) FROM pg_roles WHERE rolname = :name"), {"name": name}
    )
    act = "ALTER" if is_there else "CREATE"
    # A password of our own alphabet; the statement takes no parameters.
    connection.exec_driver_sql(f"{act} ROLE {quoted} LOGIN PASSWORD '{password}'")
    for right in rights:
        connection.exec_driver_sql(f"GRANT {right} TO {quoted}")


def _try(roles: Roles, wait_seconds: float) -> None:
    reader = connect(roles.reads, wait_seconds=wait_seconds, read_only=True, autocommit=True)
    counter = connect_to_count(roles.counts, wait_seconds=wait_seconds)
    with translated_errors():
        Lookup(reader).require_rights()
        with counter.connect() as connection:
            connection.execute(text("UPDATE check_count SET checks = checks WHERE 1 = 0"))
    reader.dispose()
    counter.dispose()


def _with_passwords(url: URL, file: Path) -> URL:
    return url.update_query_dict({"passfile": str(file)})
