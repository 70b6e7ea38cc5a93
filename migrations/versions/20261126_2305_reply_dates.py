"""Store the Date of each reply: it decides between replies with one DTSTAMP."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "reply_dates"
down_revision: str | None = "timezones_and_reasons"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """Apply the change."""
    op.add_column("replies", sa.Column("written_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    """Undo the change."""
    # Not drop_column() in batch mode: on SQLite that copies the table.
    op.execute("ALTER TABLE replies DROP COLUMN written_at")
