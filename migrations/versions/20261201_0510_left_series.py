"""Add the series that events have left, and addresses of removed events."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "left_series"
down_revision: str | None = "reviewed_invitee_replies"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """Apply the change."""
    op.create_table(
        "removed_slugs",
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("slug", name=op.f("pk_removed_slugs")),
        if_not_exists=True,
    )
    op.create_table(
        "left_series",
        sa.Column("series_id", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"],
            ["events.id"],
            name=op.f("fk_left_series_event_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("series_id", "event_id", name=op.f("pk_left_series")),
        if_not_exists=True,
    )
    op.create_index(
        op.f("ix_left_series_event_id"), "left_series", ["event_id"], if_not_exists=True
    )


def downgrade() -> None:
    """Undo the change."""
    op.drop_table("left_series", if_exists=True)
    op.drop_table("removed_slugs", if_exists=True)
