"""Add whether an action on many registrations stopped because the role of its author ended."""

from collections.abc import Sequence

from alembic import op

revision: str = "stopped_bulk_actions"
down_revision: str | None = "series_roles_in_history"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """Apply the change."""
    op.add_column_online("bulk_actions", "is_stopped BOOLEAN DEFAULT false NOT NULL")


def downgrade() -> None:
    """Undo the change."""
    op.drop_column("bulk_actions", "is_stopped")
