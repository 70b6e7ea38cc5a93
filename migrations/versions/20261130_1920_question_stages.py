"""Add when a question is asked, so far always at registration; no row is written."""

from collections.abc import Sequence

from alembic import op

revision: str = "question_stages"
down_revision: str | None = "unsubscriptions"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """Apply the change."""
    op.add_column_online("questions", "stage VARCHAR(40) DEFAULT 'at_registration' NOT NULL")


def downgrade() -> None:
    """Undo the change."""
    op.drop_column("questions", "stage")
