"""Store how the events of an address reach its calendar: by e-mail invitation or personal calendar."""

from collections.abc import Sequence

from alembic import op

revision: str = "calendar_delivery"
down_revision: str | None = "reply_dates"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """Apply the change."""
    op.execute("ALTER TABLE personal_calendars ADD COLUMN calendar_delivery VARCHAR(40)")


def downgrade() -> None:
    """Undo the change."""
    op.execute("ALTER TABLE personal_calendars DROP COLUMN calendar_delivery")
