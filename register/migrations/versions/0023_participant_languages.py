"""The language of a person's messages, and of the page on which a link was asked for."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"


def upgrade() -> None:
    """Make the table and the column."""
    op.create_table(
        "participant_language",
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("language", sa.String(length=3), nullable=False),
        sa.ForeignKeyConstraint(
            ["number"], ["attestation.number"], name=op.f("fk_participant_language_number")
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_participant_language")),
    )
    op.add_column("link_request", sa.Column("language", sa.String(length=3), nullable=True))
