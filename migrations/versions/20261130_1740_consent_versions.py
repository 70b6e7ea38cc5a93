"""Count the versions of the texts of consents; no row is written."""

from collections.abc import Sequence

from alembic import op

revision: str = "consent_versions"
down_revision: str | None = "appearances"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """Apply the change."""
    op.add_column_online("questions", "text_version INTEGER DEFAULT 1 NOT NULL")


def downgrade() -> None:
    """Undo the change."""
    op.drop_column("questions", "text_version")
