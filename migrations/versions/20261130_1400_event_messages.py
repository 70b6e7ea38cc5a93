"""Add messages that organisers write to registrants."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "event_messages"
down_revision: str | None = "replies_to_review"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

COUNTED = "(event_id, budget_group, state) WHERE topic = 'registration.message'"


def upgrade() -> None:
    """Apply the change."""
    op.create_table(
        "event_messages",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("organiser_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("audience", sa.JSON(), nullable=False),
        sa.Column("anchor", sa.String(length=40), nullable=False),
        sa.Column("offset_minutes", sa.Integer(), nullable=False),
        sa.Column("local_send_at", sa.DateTime(), nullable=True),
        sa.Column("timezone", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("run", sa.Integer(), nullable=False),
        sa.Column("recipients", sa.Integer(), nullable=False),
        sa.Column("left_out", sa.Integer(), nullable=False),
        sa.Column("failed", sa.Integer(), nullable=False),
        sa.Column("stop_reason", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("queued_at", sa.DateTime(timezone=True), nullable=True),
        _reference("event_id", "events", ondelete="CASCADE"),
        _reference("organiser_id", "organisers"),
        sa.PrimaryKeyConstraint("id", name="pk_event_messages"),
        if_not_exists=True,
    )
    op.create_index(
        "ix_event_messages_event_id", "event_messages", ["event_id"], if_not_exists=True
    )
    op.create_index_online("ix_messages_event_message", "messages", COUNTED)


def downgrade() -> None:
    """Undo the change."""
    op.drop_index_online("ix_messages_event_message", "messages")
    op.drop_table("event_messages", if_exists=True)


def _reference(column: str, target: str, **options: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_event_messages_{column}")
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=name, **options)
