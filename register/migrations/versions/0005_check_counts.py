"""Check counts: how often an attestation was checked, by day."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Make the table that a verifier may write to."""
    op.create_table(
        "check_count",
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("checks", sa.Integer(), nullable=False),
        sa.CheckConstraint("checks > 0", name=op.f("ck_check_count_counted")),
        sa.ForeignKeyConstraint(
            ["number"], ["attestation.number"], name=op.f("fk_check_count_number")
        ),
        sa.PrimaryKeyConstraint("number", "day", name=op.f("pk_check_count")),
    )
