"""Jobs of the desk that also replace: which attestation a draft takes the place of."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Add the column; drafts of before replace nothing."""
    op.add_column("job_draft", sa.Column("replaces", sa.String(length=40), nullable=True))
