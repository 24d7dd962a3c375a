"""A newer version of the program, in this process: it has one migration more."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from unittest.mock import patch

from sqlalchemy import Connection, text

from register.upgrade import REVISIONS, upgrade_connection

NEWER = "9998r0010"
_KNOWN = (
    "register.upgrade.REVISIONS",
    "register.database.REVISIONS",
    "operations.backup.backup.REVISIONS",
    "operations.backup.restore.REVISIONS",
)


@contextmanager
def newer_program() -> Iterator[None]:
    """Have all that runs inside be of a version whose register has a table more."""
    with ExitStack() as stack:
        for name in _KNOWN:
            stack.enter_context(patch(name, (*REVISIONS, NEWER)))
        stack.enter_context(patch("register.upgrade.upgrade_connection", _migrate))
        yield


def revision_of(connection: Connection) -> str:
    """Return the revision of a register."""
    return str(connection.execute(text("SELECT version_num FROM alembic_version")).scalar())


def _migrate(connection: Connection) -> None:
    if revision_of(connection) == NEWER:
        return
    upgrade_connection(connection)
    connection.execute(text("CREATE TABLE something_new (it INTEGER)"))
    connection.execute(text("UPDATE alembic_version SET version_num = :it"), {"it": NEWER})
