"""Add the UID that an event had before a poll gave it that of a hold: news feeds go on under it."""

from collections.abc import Sequence

from alembic import op

revision: str = "first_uid"
down_revision: str | None = "confirmation_of_participants"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """Apply the change."""
    op.add_column_online("events", "first_uid TEXT")


def downgrade() -> None:
    """Undo the change."""
    op.drop_column("events", "first_uid")
