"""Add the public list that an event is in, the month of its end, and the indexes of the list."""

from collections.abc import Sequence

from alembic import op

revision: str = "listings"
down_revision: str | None = "browser_of_sessions"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

ORDER = "listed_month, listed_at, id"
INDEXES = {
    "ix_events_listing": f"(listing, {ORDER})",
    "ix_events_listing_series": f"(listing, series_id, {ORDER})",
    "ix_events_listing_format": f"(listing, format, {ORDER})",
    "ix_events_listing_ends_at": "(listing, ends_at)",
    "ix_events_several_months": "(listing, last_month, listed_month) WHERE last_month > listed_month",
}


def upgrade() -> None:
    """Apply the change; the worker moves what is over to the past list."""
    op.add_column_online("events", "listing VARCHAR(40) NOT NULL DEFAULT 'none'")
    op.add_column_online("events", "last_month INTEGER NOT NULL DEFAULT 0")
    last_month = (
        "CAST(strftime('%Y%m', last_on) AS INTEGER)"
        if op.get_bind().dialect.name == "sqlite"
        else "CAST(to_char(last_on, 'YYYYMM') AS INTEGER)"
    )
    op.execute_in_batches(
        "events",
        f"UPDATE events SET last_month = {last_month},"  # noqa: S608 - no input
        " listing = CASE WHEN state = 'draft' THEN 'none'"
        " WHEN ends_at <= CURRENT_TIMESTAMP THEN 'past' ELSE 'upcoming' END"
        " WHERE id > {first} AND id <= {last}",
    )
    op.drop_index_online("ix_events_listing", "events")
    for name, definition in INDEXES.items():
        op.create_index_online(name, "events", definition)


def downgrade() -> None:
    """Undo the change."""
    for name in INDEXES:
        op.drop_index_online(name, "events")
    op.create_index_online("ix_events_listing", "events", f"(state, {ORDER})")
    # Last, because nothing commits after it: an interrupted downgrade can begin again.
    for column in ("listing", "last_month"):
        op.execute(f"ALTER TABLE events DROP COLUMN {column}")
