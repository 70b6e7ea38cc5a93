"""Add the language in which the texts of events and series are written; no row is written."""

from collections.abc import Sequence

from alembic import op

revision: str = "text_languages"
down_revision: str | None = "series_words"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

TABLES = ("events", "series")
DEFINITION = "text_language TEXT DEFAULT '' NOT NULL"


def upgrade() -> None:
    """Apply the change."""
    for table in TABLES:
        op.add_column_online(table, DEFINITION)


def downgrade() -> None:
    """Undo the change."""
    for table in TABLES:
        op.drop_column(table, "text_language")
