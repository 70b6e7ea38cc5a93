"""Add indexes of postponed and cancelled events for the organisers' list."""

from collections.abc import Sequence

from alembic import op

revision: str = "called_off_events"
down_revision: str | None = "check_ins"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

ORDER = "state, listed_month, listed_at, id"
CALLED_OFF = "state IN ('postponed', 'cancelled')"
COLUMNS = {
    "ix_events_called_off": ORDER,
    "ix_events_organiser_called_off": f"organiser_id, {ORDER}",
}


def upgrade() -> None:
    """Apply the change."""
    for name, columns in COLUMNS.items():
        op.create_index_online(name, "events", f"({columns}) WHERE {CALLED_OFF}")


def downgrade() -> None:
    """Undo the change."""
    for name in COLUMNS:
        op.drop_index_online(name, "events")
