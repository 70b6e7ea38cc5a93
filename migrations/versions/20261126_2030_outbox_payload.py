"""Rename columns messages.facts to payload and replies.said to status.

Renaming changes the catalogue alone on both databases, so it takes no longer with a million rows.
"""

from collections.abc import Sequence

from alembic import op

revision: str = "outbox_payload"
down_revision: str | None = "standard_names"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """Apply the change."""
    _rename("messages", "facts", "payload")
    _rename("replies", "said", "status")


def downgrade() -> None:
    """Take it back."""
    _rename("replies", "status", "said")
    _rename("messages", "payload", "facts")


def _rename(table: str, old: str, new: str) -> None:
    # Not alter_column(): on SQLite that copies the table.
    op.execute(f"ALTER TABLE {table} RENAME COLUMN {old} TO {new}")
