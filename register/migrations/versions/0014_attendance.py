"""What each attestation's holder missed, and several sessions a day.

A replacement says what was missed as the first one did; a session is known by its day and hour.
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0010"


def upgrade() -> None:
    """Add the column, of which those before know the hours only; key sessions by their hour."""
    op.add_column("attestation", sa.Column("attendance", sa.Text(), nullable=True))
    with op.batch_alter_table("session") as batch:
        batch.drop_constraint("pk_session", type_="primary")
        batch.create_primary_key("pk_session", ["module_code", "day", "start"])
