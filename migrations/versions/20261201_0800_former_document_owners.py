"""Add the events and bodies that documents have left."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "former_document_owners"
down_revision: str | None = "document_upload_keys"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """Apply the change."""
    op.create_table(
        "former_document_owners",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=True),
        sa.Column("series_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["document_id"],
            ["documents.id"],
            name=op.f("fk_former_document_owners_document_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["event_id"],
            ["events.id"],
            name=op.f("fk_former_document_owners_event_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_former_document_owners")),
        sqlite_autoincrement=True,
        if_not_exists=True,
    )
    op.create_index(
        op.f("ix_former_document_owners_document_id"),
        "former_document_owners",
        ["document_id"],
        if_not_exists=True,
    )
    op.create_index(
        op.f("ix_former_document_owners_event_id"),
        "former_document_owners",
        ["event_id"],
        if_not_exists=True,
    )
    op.create_index(
        op.f("ix_former_document_owners_series_id"),
        "former_document_owners",
        ["series_id"],
        if_not_exists=True,
    )


def downgrade() -> None:
    """Undo the change."""
    op.drop_table("former_document_owners", if_exists=True)
