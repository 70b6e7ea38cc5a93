"""Add the public list that an event is in, the month of its end, and the indexes of the list."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "listings"
down_revision: str | None = "browser_of_sessions"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

ORDER = ("listed_month", "listed_at", "id")
SEVERAL_MONTHS = sa.text("last_month > listed_month")
INDEXES = {
    "ix_events_listing": ("listing", *ORDER),
    "ix_events_listing_series": ("listing", "series_id", *ORDER),
    "ix_events_listing_format": ("listing", "format", *ORDER),
    "ix_events_listing_ends_at": ("listing", "ends_at"),
}


def upgrade() -> None:
    """Apply the change; the worker moves what is over to the past list."""
    op.execute("ALTER TABLE events ADD COLUMN listing VARCHAR(40) NOT NULL DEFAULT 'none'")
    op.execute("ALTER TABLE events ADD COLUMN last_month INTEGER NOT NULL DEFAULT 0")
    last_month = (
        "CAST(strftime('%Y%m', last_on) AS INTEGER)"
        if op.get_bind().dialect.name == "sqlite"
        else "CAST(to_char(last_on, 'YYYYMM') AS INTEGER)"
    )
    op.execute(
        f"UPDATE events SET last_month = {last_month},"  # noqa: S608 - no input
        " listing = CASE WHEN state = 'draft' THEN 'none'"
        " WHEN ends_at <= CURRENT_TIMESTAMP THEN 'past' ELSE 'upcoming' END"
    )
    op.drop_index("ix_events_listing", "events")
    for name, columns in INDEXES.items():
        op.create_index(name, "events", list(columns))
    op.create_index(
        "ix_events_several_months",
        "events",
        ["listing", "last_month", "listed_month"],
        sqlite_where=SEVERAL_MONTHS,
        postgresql_where=SEVERAL_MONTHS,
    )


def downgrade() -> None:
    """Undo the change."""
    for name in (*INDEXES, "ix_events_several_months"):
        op.drop_index(name, "events")
    for column in ("listing", "last_month"):
        op.execute(f"ALTER TABLE events DROP COLUMN {column}")
    op.create_index("ix_events_listing", "events", ["state", *ORDER])
