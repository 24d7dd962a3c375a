"""Making a register, and bringing an older one up to this program's schema."""

import re

from sqlalchemy import Connection, Engine

REVISIONS = (
    "0001",
    "0002",
    "0003",
    "0004",
    "0005",
    "0006",
    "0007",
    "0008",
    "0010",
    "0014",
    "0015",
    "0016",
    "0017",
    "0018",
    "0019",
    "0020",
    "0021",
    "0022",
    "0023",
    "0024",
    "0025",
)
"""All revisions, oldest first; the last one is this program's. A test compares the folder.

From 0026 on a revision says in its name whose verifiers read a register that has it:
``0026r0010`` is read by those of 0010 and later (ADR 0142).
"""
READ_BY_VERIFIERS_FROM = "0010"
"""The oldest register that this program's verifier reads: no migration since gave a check another
question to ask. Whoever writes one that does sets this to its revision."""
_SAYS_READERS = re.compile(r"[0-9]{4}r([0-9]{4})")


def is_read_by_verifiers(revision: str | None) -> bool:
    """Check whether this program's verifier reads a register at ``revision``, older or newer."""
    if revision in REVISIONS:
        return revision >= READ_BY_VERIFIERS_FROM
    newer = _SAYS_READERS.fullmatch(revision or "")
    return newer is not None and newer[1] <= REVISIONS[-1][:4]


def upgrade_register(engine: Engine) -> None:
    """Run the migrations that ``engine``'s database has not had yet, in one transaction."""
    with engine.begin() as connection:
        upgrade_connection(connection)


def upgrade_connection(connection: Connection) -> None:
    """Run them in a transaction of the caller's."""
    # Imported here: whoever only opens a register needs no migration.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", "register:migrations")
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
