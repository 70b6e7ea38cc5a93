"""Add how long events keep personal data, which answers are sensitive, and what was purged; no row is written."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "retention"
down_revision: str | None = "event_messages"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """Apply the change."""
    instant = sa.DateTime(timezone=True).compile(op.get_bind().dialect)
    op.add_column_online("events", "retention_days INTEGER DEFAULT 365 NOT NULL")
    # Empty for the events that exist: their organisers have not been told.
    op.add_column_online("events", f"retention_notified_at {instant}")
    op.add_column_online("events", "retention_message_id INTEGER")
    op.add_column_online("questions", "sensitive BOOLEAN DEFAULT false NOT NULL")
    op.create_table(
        "data_purges",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("scope", sa.String(length=40), nullable=False),
        sa.Column("before", sa.Integer(), nullable=False),
        sa.Column("after", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["event_id"], ["events.id"], name=op.f("fk_data_purges_event_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_data_purges"),
        if_not_exists=True,
    )
    op.create_index("ix_data_purges_event_id", "data_purges", ["event_id"], if_not_exists=True)


def downgrade() -> None:
    """Undo the change."""
    op.drop_table("data_purges", if_exists=True)
    op.drop_column("questions", "sensitive")
    for column in ("retention_message_id", "retention_notified_at", "retention_days"):
        op.drop_column("events", column)
