"""Order what reaches into a month within each month of its end, also of a series and of a format."""

from collections.abc import Sequence

from alembic import op

revision: str = "month_ends"
down_revision: str | None = "list_indexes"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

ORDER = ("last_month", "listed_month", "listed_at", "id")
SEVERAL_MONTHS = "last_month > listed_month"
NAME = "ix_events_several_months"
FILTERS = {"_series": ("series_id",), "_format": ("format",)}


def upgrade() -> None:
    """Apply the change."""
    op.drop_index_online(NAME, "events")
    for suffix, columns in {"": (), **FILTERS}.items():
        _create(f"{NAME}{suffix}", ("listing", *columns, *ORDER))


def downgrade() -> None:
    """Undo the change."""
    for suffix in ("", *FILTERS):
        op.drop_index_online(f"{NAME}{suffix}", "events")
    _create(NAME, ("listing", "last_month", "listed_month"))


def _create(name: str, columns: Sequence[str]) -> None:
    op.create_index_online(name, "events", f"({', '.join(columns)}) WHERE {SEVERAL_MONTHS}")
