"""Add uploads of document files in parts."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "document_uploads"
down_revision: str | None = "events_that_left_series"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Apply the change."""
    op.create_table(
        "document_uploads",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organiser_id", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("received", sa.Integer(), nullable=False),
        sa.Column("parts", sa.JSON(), nullable=False),
        sa.Column("expected_digest", sa.Text(), server_default="", nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("finished_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(
            ["organiser_id"],
            ["organisers.id"],
            name=op.f("fk_document_uploads_organiser_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["file_id"],
            ["document_files.id"],
            name=op.f("fk_document_uploads_file_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document_uploads")),
        sa.UniqueConstraint("file_id", name=op.f("uq_document_uploads_file_id")),
        sqlite_autoincrement=True,
        if_not_exists=True,
    )
    for column in ("organiser_id", "created_at"):
        op.create_index(
            op.f(f"ix_document_uploads_{column}"),
            "document_uploads",
            [column],
            if_not_exists=True,
        )


def downgrade() -> None:
    """Revert it."""
    op.drop_table("document_uploads")
