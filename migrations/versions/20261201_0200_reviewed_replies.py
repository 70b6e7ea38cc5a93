"""Add when an organiser said that a reply needs nothing more."""

from collections.abc import Sequence

from alembic import op

revision: str = "reviewed_replies"
down_revision: str | None = "invitee_replies"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """Apply the change."""
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    op.add_column_online(
        "replies", "reviewed_at DATETIME" if is_sqlite else "reviewed_at TIMESTAMP WITH TIME ZONE"
    )


def downgrade() -> None:
    """Undo the change."""
    op.drop_column("replies", "reviewed_at")
