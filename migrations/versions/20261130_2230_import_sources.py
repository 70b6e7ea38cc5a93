"""Add the sources of imported events."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "import_sources"
down_revision: str | None = "changes_since"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """Apply the change."""
    op.create_table(
        "import_sources",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("source_uid", sa.Text(), nullable=False),
        sa.Column("date_id", sa.Text(), nullable=False),
        sa.Column("source_sequence", sa.Integer(), nullable=False),
        sa.Column("source_status", sa.Text(), nullable=False),
        sa.Column("digests", sa.JSON(), nullable=False),
        sa.Column("imported_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"],
            ["events.id"],
            name=op.f("fk_import_sources_event_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_import_sources")),
        if_not_exists=True,
    )
    op.create_index_online("ix_import_sources_source_uid", "import_sources", "(source_uid)")


def downgrade() -> None:
    """Undo the change."""
    op.drop_table("import_sources", if_exists=True)
