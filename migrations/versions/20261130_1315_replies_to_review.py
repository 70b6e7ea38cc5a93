"""Add an index of the replies that organisers have to look at."""

from collections.abc import Sequence

from alembic import op

revision: str = "replies_to_review"
down_revision: str | None = "called_off_events"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

TO_REVIEW = (
    "verdict <> 'overtaken' AND status <> 'written' AND (status IN ('bounced', 'countered', 'delegated')"
    " OR verdict IN ('held', 'method-mismatch', 'stranger'))"
)


def upgrade() -> None:
    """Apply the change."""
    op.create_index_online("ix_replies_to_review", "replies", f"(received_at) WHERE {TO_REVIEW}")


def downgrade() -> None:
    """Undo the change."""
    op.drop_index_online("ix_replies_to_review", "replies")
