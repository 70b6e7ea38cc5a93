"""Keep the queue in its order, so that what leaves next is found without reading all that waits."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "queue"
down_revision: str | None = "kind_changes"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """Take the step."""
    op.create_index(
        "ix_messages_queue",
        "messages",
        [sa.text("priority DESC"), "due_at", "id"],
        sqlite_where=sa.text("state = 'queued'"),
        postgresql_where=sa.text("state = 'queued'"),
    )
    op.create_index(
        "ix_messages_settled",
        "messages",
        ["state", "due_at"],
        sqlite_where=sa.text("state <> 'queued'"),
        postgresql_where=sa.text("state <> 'queued'"),
    )
    op.drop_index("ix_messages_due", "messages")


def downgrade() -> None:
    """Take it back."""
    op.create_index("ix_messages_due", "messages", ["state", "due_at"])
    op.drop_index("ix_messages_settled", "messages")
    op.drop_index("ix_messages_queue", "messages")
