"""Add documents with symbols, versions by language, files, former addresses and revisions."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "documents"
down_revision: str | None = "ancestor_paths"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

INSTANT = sa.DateTime(timezone=True)
TABLES = (
    "former_document_addresses",
    "document_revisions",
    "document_versions",
    "documents",
    "document_file_chunks",
    "document_files",
)


def upgrade() -> None:
    """Apply the change."""
    op.create_table(
        "document_files",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("place", sa.String(length=40), nullable=False),
        sa.Column("storage_key", sa.Text(), server_default="", nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document_files")),
        sqlite_autoincrement=True,
        if_not_exists=True,
    )
    op.create_table(
        "document_file_chunks",
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["file_id"],
            ["document_files.id"],
            name=op.f("fk_document_file_chunks_file_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("file_id", "position", name=op.f("pk_document_file_chunks")),
        sqlite_autoincrement=True,
        if_not_exists=True,
    )
    op.create_table(
        "documents",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("symbol", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("address_key", sa.Text(), nullable=False),
        sa.Column("sort_key", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("text_language", sa.Text(), server_default="", nullable=False),
        sa.Column("document_type", sa.String(length=40), nullable=False),
        sa.Column("stage", sa.String(length=40), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=True),
        sa.Column("series_id", sa.Integer(), nullable=True),
        sa.Column("access", sa.String(length=40), nullable=False),
        sa.Column("registration_type_id", sa.Integer(), nullable=True),
        sa.Column("embargo_until", INSTANT, nullable=True),
        sa.Column("embargo_timezone", sa.Text(), server_default="", nullable=False),
        sa.Column("is_title_embargoed", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("published_at", INSTANT, nullable=True),
        sa.Column("revision", sa.Integer(), server_default="1", nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("changed_at", INSTANT, nullable=False),
        sa.CheckConstraint(
            "event_id IS NOT NULL OR series_id IS NOT NULL", name=op.f("ck_documents_has_owner")
        ),
        sa.ForeignKeyConstraint(
            ["event_id"], ["events.id"], name=op.f("fk_documents_event_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["registration_type_id"],
            ["registration_types.id"],
            name=op.f("fk_documents_registration_type_id"),
        ),
        sa.ForeignKeyConstraint(["series_id"], ["series.id"], name=op.f("fk_documents_series_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_documents")),
        sa.UniqueConstraint("address_key", name=op.f("uq_documents_address_key")),
        sqlite_autoincrement=True,
        if_not_exists=True,
    )
    op.create_index(op.f("ix_documents_event_id"), "documents", ["event_id"], if_not_exists=True)
    op.create_index(
        op.f("ix_documents_registration_type_id"),
        "documents",
        ["registration_type_id"],
        if_not_exists=True,
    )
    op.create_index(op.f("ix_documents_series_id"), "documents", ["series_id"], if_not_exists=True)
    op.create_table(
        "document_revisions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("organiser_id", sa.Integer(), nullable=True),
        sa.Column("changed_at", INSTANT, nullable=False),
        sa.Column("values", sa.JSON(), nullable=False),
        sa.Column("previous", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"],
            ["documents.id"],
            name=op.f("fk_document_revisions_document_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["organiser_id"], ["organisers.id"], name=op.f("fk_document_revisions_organiser_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document_revisions")),
        sqlite_autoincrement=True,
        if_not_exists=True,
    )
    op.create_index(
        "ix_document_revisions_document_id",
        "document_revisions",
        ["document_id", "id"],
        if_not_exists=True,
    )
    op.create_table(
        "document_versions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("version_type", sa.String(length=40), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("dated_on", sa.Date(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("pages", sa.Integer(), nullable=True),
        sa.Column("url", sa.Text(), server_default="", nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=True),
        sa.Column("published_at", INSTANT, nullable=True),
        sa.Column("public_at", INSTANT, nullable=True),
        sa.Column("withdrawn_at", INSTANT, nullable=True),
        sa.Column("withdrawal_reason", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"],
            ["documents.id"],
            name=op.f("fk_document_versions_document_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["file_id"], ["document_files.id"], name=op.f("fk_document_versions_file_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document_versions")),
        sqlite_autoincrement=True,
        if_not_exists=True,
    )
    op.create_index(
        "ix_document_versions_document_id", "document_versions", ["document_id"], if_not_exists=True
    )
    op.create_index(
        op.f("ix_document_versions_file_id"), "document_versions", ["file_id"], if_not_exists=True
    )
    op.create_index(
        op.f("ix_document_versions_public_at"),
        "document_versions",
        ["public_at"],
        if_not_exists=True,
    )
    op.create_index(
        "uq_document_versions_current",
        "document_versions",
        ["document_id", "version_type", "number", "language"],
        unique=True,
        sqlite_where=sa.text("withdrawn_at IS NULL"),
        postgresql_where=sa.text("withdrawn_at IS NULL"),
        if_not_exists=True,
    )
    op.create_table(
        "former_document_addresses",
        sa.Column("address_key", sa.Text(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"],
            ["documents.id"],
            name=op.f("fk_former_document_addresses_document_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("address_key", name=op.f("pk_former_document_addresses")),
        sqlite_autoincrement=True,
        if_not_exists=True,
    )
    op.create_index(
        op.f("ix_former_document_addresses_document_id"),
        "former_document_addresses",
        ["document_id"],
        if_not_exists=True,
    )


def downgrade() -> None:
    """Undo the change."""
    for name in TABLES:
        op.drop_table(name, if_exists=True)
