"""Successors found by an index of the few attestations that replace another.

With all the others in it, whose column is empty, SQLite's planner takes the index for useless once
statistics were gathered (ANALYZE), and reads the whole table for each check.
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

_NOT_NULL = sa.text("replaces IS NOT NULL")


def upgrade() -> None:
    """Put the smaller index in the place of the other."""
    name = op.f("ix_attestation_replaces")
    op.drop_index(name, table_name="attestation")
    op.create_index(
        name, "attestation", ["replaces"], sqlite_where=_NOT_NULL, postgresql_where=_NOT_NULL
    )
