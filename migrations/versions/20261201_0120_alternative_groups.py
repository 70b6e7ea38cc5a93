"""Add groups of events that are one webinar, held more than once."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "alternative_groups"
down_revision: str | None = "date_group_registrations"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

IN_GROUP = "(alternative_group_id, starts_at, id) WHERE alternative_group_id IS NOT NULL"


def upgrade() -> None:
    """Apply the change."""
    op.create_table(
        "alternative_groups",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alternative_groups")),
        if_not_exists=True,
    )
    op.add_column_online("events", "alternative_group_id INTEGER")
    op.create_index_online("ix_events_alternative_group", "events", IN_GROUP)


def downgrade() -> None:
    """Undo the change."""
    op.drop_index_online("ix_events_alternative_group", "events")
    op.drop_column("events", "alternative_group_id")
    op.drop_table("alternative_groups", if_exists=True)
