"""Add the number of people who may take all dates of an event, and those who wait for that."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "places_for_all_dates"
down_revision: str | None = "reviewed_replies"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """Apply the change."""
    instant = sa.DateTime(timezone=True).compile(op.get_bind().dialect)
    op.add_column_online("date_groups", "capacity INTEGER")
    op.add_column_online("date_groups", "is_for_all_only BOOLEAN DEFAULT false NOT NULL")
    op.add_column_online("date_group_registrations", f"queued_at {instant}")
    op.add_column_online("date_group_registrations", "waiting_details JSON DEFAULT '{}' NOT NULL")


def downgrade() -> None:
    """Undo the change."""
    for column in ("waiting_details", "queued_at"):
        op.drop_column("date_group_registrations", column)
    for column in ("is_for_all_only", "capacity"):
        op.drop_column("date_groups", column)
