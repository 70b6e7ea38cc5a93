"""Add the names of browser and operating system to the sessions of organisers."""

from collections.abc import Sequence

from alembic import op

revision: str = "browser_of_sessions"
down_revision: str | None = "stated_times"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """Apply the change; what earlier sessions were signed in with is unknown."""
    for column in ("browser", "system"):
        op.execute(f"ALTER TABLE organiser_sessions ADD COLUMN {column} TEXT NOT NULL DEFAULT ''")


def downgrade() -> None:
    """Undo the change."""
    for column in ("browser", "system"):
        op.execute(f"ALTER TABLE organiser_sessions DROP COLUMN {column}")
