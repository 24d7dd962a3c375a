"""The public log: its heads, and the proof of each statement under one of them."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"


def upgrade() -> None:
    """Make the two tables."""
    op.create_table(
        "log_head",
        sa.Column("origin", sa.String(length=255), nullable=False),
        sa.Column("size", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("protected", sa.LargeBinary(), nullable=False),
        sa.Column("signature", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("origin", "size", name=op.f("pk_log_head")),
    )
    op.create_table(
        "log_proof",
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("origin", sa.String(length=255), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("path", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["origin", "size"],
            ["log_head.origin", "log_head.size"],
            name=op.f("fk_log_proof_origin_size"),
        ),
        sa.ForeignKeyConstraint(
            ["position"], ["leaf.position"], name=op.f("fk_log_proof_position")
        ),
        sa.PrimaryKeyConstraint("position", name=op.f("pk_log_proof")),
    )
