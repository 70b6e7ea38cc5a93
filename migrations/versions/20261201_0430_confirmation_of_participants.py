"""Add until when a participant who asked for a poll by its open link must confirm their address."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "confirmation_of_participants"
down_revision: str | None = "documents"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """Apply the change."""
    instant = sa.DateTime(timezone=True).compile(op.get_bind().dialect)
    op.add_column_online("poll_participants", f"confirm_by {instant}")


def downgrade() -> None:
    """Undo the change."""
    op.drop_column("poll_participants", "confirm_by")
