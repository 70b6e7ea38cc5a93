"""Add the index of an organiser's own list of events, in place of that of the organiser alone."""

from collections.abc import Sequence

from alembic import op

revision: str = "organised_list"
down_revision: str | None = "listings"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

COLUMNS = "(organiser_id, listing, listed_month, listed_at, id)"


def upgrade() -> None:
    """Apply the change."""
    op.create_index_online("ix_events_organiser_listing", "events", COLUMNS)
    op.drop_index_online("ix_events_organiser_id", "events")


def downgrade() -> None:
    """Undo the change."""
    op.create_index_online("ix_events_organiser_id", "events", "(organiser_id)")
    op.drop_index_online("ix_events_organiser_listing", "events")
