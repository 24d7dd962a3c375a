"""The first schema: modules, attestations, documents, statements, status lists, counters."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make all tables."""
    op.create_table(
        "counter",
        sa.Column("series", sa.String(length=20), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("series", name=op.f("pk_counter")),
    )
    op.create_table(
        "module",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("organiser", sa.String(length=200), nullable=True),
        sa.Column("place", sa.String(length=200), nullable=True),
        sa.Column("language", sa.String(length=40), nullable=True),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_module")),
    )
    op.create_table(
        "status_list",
        sa.Column("list_number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("uri", sa.String(length=200), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("token", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("list_number", name=op.f("pk_status_list")),
        sa.UniqueConstraint("uri", name=op.f("uq_status_list_uri")),
    )
    op.create_table(
        "attestation",
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("code", sa.String(length=16), nullable=False),
        sa.Column("status_list", sa.Integer(), nullable=False),
        sa.Column("status_index", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("person_key", sa.String(length=64), nullable=False),
        sa.Column("family_name", sa.String(length=100), nullable=False),
        sa.Column("given_name", sa.String(length=100), nullable=True),
        sa.Column("birth_date", sa.String(length=10), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("module_code", sa.String(length=40), nullable=False),
        sa.Column("module_title", sa.String(length=200), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("credential", sa.LargeBinary(), nullable=True),
        sa.Column("replaces", sa.String(length=40), nullable=True),
        sa.CheckConstraint(
            "(state = 'reserved') = (credential IS NULL)",
            name=op.f("ck_attestation_signed_when_issued"),
        ),
        sa.ForeignKeyConstraint(
            ["module_code"], ["module.code"], name=op.f("fk_attestation_module_code")
        ),
        sa.ForeignKeyConstraint(
            ["replaces"], ["attestation.number"], name=op.f("fk_attestation_replaces")
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_attestation")),
        sa.UniqueConstraint("code", name=op.f("uq_attestation_code")),
        sa.UniqueConstraint(
            "status_list", "status_index", name=op.f("uq_attestation_status_list_status_index")
        ),
    )
    op.create_index(
        op.f("ix_attestation_module_code"), "attestation", ["module_code"], unique=False
    )
    op.create_index(op.f("ix_attestation_replaces"), "attestation", ["replaces"], unique=False)
    op.create_index(op.f("ix_attestation_state"), "attestation", ["state"], unique=False)
    op.create_index(
        "uq_attestation_person",
        "attestation",
        ["module_code", "person_key"],
        unique=True,
        sqlite_where=sa.text(
            "state IN ('issued', 'withdrawn') OR (state = 'reserved' AND replaces IS NULL)"
        ),
        postgresql_where=sa.text(
            "state IN ('issued', 'withdrawn') OR (state = 'reserved' AND replaces IS NULL)"
        ),
    )
    op.create_table(
        "session",
        sa.Column("module_code", sa.String(length=40), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("start", sa.Time(), nullable=False),
        sa.Column("end", sa.Time(), nullable=False),
        sa.Column("theme", sa.String(length=200), nullable=True),
        sa.Column("mode", sa.String(length=40), nullable=True),
        sa.ForeignKeyConstraint(
            ["module_code"], ["module.code"], name=op.f("fk_session_module_code")
        ),
        sa.PrimaryKeyConstraint("module_code", "day", name=op.f("pk_session")),
    )
    op.create_table(
        "document",
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("stored_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["number"], ["attestation.number"], name=op.f("fk_document_number")
        ),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_document")),
    )
    op.create_index(op.f("ix_document_number"), "document", ["number"], unique=False)
    op.create_table(
        "statement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("signed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["number"], ["attestation.number"], name=op.f("fk_statement_number")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_statement")),
    )
    op.create_index(op.f("ix_statement_number"), "statement", ["number"], unique=False)
