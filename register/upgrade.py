"""Making a register, and bringing an older one up to this program's schema."""

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
)
"""All revisions, oldest first; the last one is this program's. A test compares the folder."""


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
