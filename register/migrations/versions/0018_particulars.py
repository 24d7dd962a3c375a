"""Facts of how a module was followed: those issued before state none of them."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    """Add the column."""
    op.add_column("attestation", sa.Column("particulars", sa.Text(), nullable=True))
