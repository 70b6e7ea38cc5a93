"""Count changes of the documents of events and bodies, so that pages without any need no statement."""

from collections.abc import Sequence

from alembic import op

revision: str = "document_counters"
down_revision: str | None = "polls_of_thousands"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

FILL = """
UPDATE {table} SET documents_revision = 1
WHERE id IN (SELECT {column} FROM documents WHERE {column} IS NOT NULL)
"""


def upgrade() -> None:
    """Apply the change."""
    for table, column in (("events", "event_id"), ("series", "series_id")):
        op.add_column_online(table, "documents_revision INTEGER DEFAULT 0 NOT NULL")
        op.execute(FILL.format(table=table, column=column))


def downgrade() -> None:
    """Undo the change."""
    for table in ("events", "series"):
        op.drop_column(table, "documents_revision")
