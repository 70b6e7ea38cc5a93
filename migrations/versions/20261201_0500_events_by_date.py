"""Index events of whole or several days by the date on which they begin."""

from collections.abc import Sequence

from alembic import op

revision: str = "events_by_date"
down_revision: str | None = "links_of_documents"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

CONDITION = "WHERE precision = 'days' OR last_on > first_on"
INDEXES = {
    "ix_events_by_date": "(listing, precision, first_on, last_on, id)",
    "ix_events_by_date_series": "(listing, series_id, precision, first_on, last_on, id)",
}


def upgrade() -> None:
    """Apply the change."""
    for name, columns in INDEXES.items():
        op.create_index_online(name, "events", f"{columns} {CONDITION}")


def downgrade() -> None:
    """Undo the change."""
    for name in INDEXES:
        op.drop_index_online(name, "events")
