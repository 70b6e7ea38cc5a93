"""Find in revisions which events were part of a series before."""

from collections.abc import Sequence

from alembic import op

revision: str = "events_that_left_series"
down_revision: str | None = "left_series"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

_FORMER = {
    "sqlite": "json_extract(previous, '$.series_id')",
    "postgresql": "(previous->>'series_id')::integer",
}


def upgrade() -> None:
    """Apply the change."""
    former = _FORMER[op.get_bind().dialect.name]
    op.execute_in_batches(
        "revisions",
        "INSERT INTO left_series (series_id, event_id)"  # noqa: S608 - no input
        f" SELECT DISTINCT {former}, event_id FROM revisions"
        f" WHERE id > {{first}} AND id <= {{last}} AND subject = 'event' AND {former} IS NOT NULL"
        " ON CONFLICT DO NOTHING",
    )


def downgrade() -> None:
    """Undo the change."""
    op.execute("DELETE FROM left_series")
