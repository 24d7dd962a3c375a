"""A status list has a row for each uri that credentials name it by.

The address of the verifier may change while papers that name the older one live on. The table is
altered in place where the database can, so that the verifier's right to read it is kept.
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0008"


def upgrade() -> None:
    """Make ``uri`` the key in the place of ``list_number``."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute("ALTER TABLE status_list RENAME TO status_list_by_number")
        op.create_table(
            "status_list",
            sa.Column("uri", sa.String(200), nullable=False),
            sa.Column("list_number", sa.Integer(), nullable=False),
            sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
            sa.Column("token", sa.LargeBinary(), nullable=False),
            sa.PrimaryKeyConstraint("uri", name=op.f("pk_status_list")),
        )
        op.execute(
            "INSERT INTO status_list (uri, list_number, issued_at, token)"
            " SELECT uri, list_number, issued_at, token FROM status_list_by_number"
        )
        op.drop_table("status_list_by_number")
    else:
        op.drop_constraint(op.f("pk_status_list"), "status_list")
        op.drop_constraint(op.f("uq_status_list_uri"), "status_list")
        op.create_primary_key(op.f("pk_status_list"), "status_list", ["uri"])
    op.create_index(op.f("ix_status_list_list_number"), "status_list", ["list_number"])
