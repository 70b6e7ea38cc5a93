"""Let the histories of events and bodies tell of changes of their documents."""

from collections.abc import Sequence

from alembic import op

revision: str = "document_changes"
down_revision: str | None = "version_revisions"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """Apply the change."""
    op.add_column_online("series_revisions", "document_id INTEGER")


def downgrade() -> None:
    """Undo the change."""
    op.execute("DELETE FROM series_revisions WHERE document_id IS NOT NULL")
    op.execute("DELETE FROM revisions WHERE subject = 'document'")
    op.drop_column("series_revisions", "document_id")
