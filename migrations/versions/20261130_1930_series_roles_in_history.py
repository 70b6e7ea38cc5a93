"""Add of which series a change of a role is, so that the histories of all its events show it."""

from collections.abc import Sequence

from alembic import op

revision: str = "series_roles_in_history"
down_revision: str | None = "question_stages"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """Apply the change."""
    op.add_column_online("revisions", "series_id INTEGER")
    op.create_index_online(
        "ix_revisions_series", "revisions", "(series_id, id) WHERE series_id IS NOT NULL"
    )


def downgrade() -> None:
    """Undo the change."""
    op.drop_index_online("ix_revisions_series", "revisions")
    op.drop_column("revisions", "series_id")
