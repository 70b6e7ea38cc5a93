"""Index events by their last change, for lists of what is new since a time."""

from collections.abc import Sequence

from alembic import op

revision: str = "changes_since"
down_revision: str | None = "date_groups"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

NAME = "ix_events_listing_revised_at"


def upgrade() -> None:
    """Apply the change."""
    op.create_index_online(NAME, "events", "(listing, revised_at, id)")


def downgrade() -> None:
    """Revert it."""
    op.drop_index_online(NAME, "events")
