"""Add when an organiser said that a reply of an invitee needs nothing more, and find those that do."""

from collections.abc import Sequence

from alembic import op

revision: str = "reviewed_invitee_replies"
down_revision: str | None = "events_by_date"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

TO_REVIEW = (
    "verdict <> 'overtaken' AND status <> 'written' AND (status IN ('bounced', 'countered', 'delegated')"
    " OR verdict IN ('held', 'method-mismatch', 'stranger'))"
)


def upgrade() -> None:
    """Apply the change."""
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    instant = "DATETIME" if is_sqlite else "TIMESTAMP WITH TIME ZONE"
    op.add_column_online("invitee_replies", f"reviewed_at {instant}")
    op.create_index_online(
        "ix_invitee_replies_to_review", "invitee_replies", f"(received_at) WHERE {TO_REVIEW}"
    )


def downgrade() -> None:
    """Undo the change."""
    op.drop_index_online("ix_invitee_replies_to_review", "invitee_replies")
    op.drop_column("invitee_replies", "reviewed_at")
