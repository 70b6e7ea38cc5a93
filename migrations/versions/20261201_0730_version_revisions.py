"""Count the changes of each version of a document, so that no editor overwrites another one."""

from collections.abc import Sequence

from alembic import op

revision: str = "version_revisions"
down_revision: str | None = "read_office_files"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """Apply the change."""
    op.add_column_online("document_versions", "revision INTEGER DEFAULT 1 NOT NULL")


def downgrade() -> None:
    """Undo the change."""
    op.drop_column("document_versions", "revision")
