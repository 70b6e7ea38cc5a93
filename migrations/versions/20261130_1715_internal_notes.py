"""Add notes of organisers about registrants."""

from collections.abc import Sequence

from alembic import op

revision: str = "internal_notes"
down_revision: str | None = "attendance_changes"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """Apply the change."""
    op.add_column_online("registrations", "internal_note TEXT DEFAULT '' NOT NULL")


def downgrade() -> None:
    """Undo the change."""
    op.drop_column("registrations", "internal_note")
