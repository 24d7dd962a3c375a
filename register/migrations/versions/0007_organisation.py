"""The organisation's settings as the desk changes them: signed versions, and drafts."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Make the two tables."""
    op.create_table(
        "organisation_version",
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("signed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("version", name=op.f("pk_organisation_version")),
    )
    op.create_table(
        "organisation_draft",
        sa.Column("login", sa.String(length=60), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["login"], ["account.login"], name=op.f("fk_organisation_draft_login")
        ),
        sa.PrimaryKeyConstraint("login", name=op.f("pk_organisation_draft")),
    )
