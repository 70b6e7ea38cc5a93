"""Add to each body the ids of all that it is part of, so that one row tells whether it is in a branch."""

from collections.abc import Sequence

from alembic import op

revision: str = "ancestor_paths"
down_revision: str | None = "places_for_all_dates"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

FILL = """
WITH RECURSIVE paths (id, path) AS (
    SELECT id, '/' FROM series WHERE parent_id IS NULL
    UNION ALL
    SELECT series.id, paths.path || paths.id || '/'
    FROM series JOIN paths ON series.parent_id = paths.id
)
UPDATE series
SET ancestor_path = (SELECT paths.path FROM paths WHERE paths.id = series.id)
WHERE parent_id IS NOT NULL AND id IN (SELECT paths.id FROM paths)
"""


def upgrade() -> None:
    """Apply the change."""
    op.add_column_online("series", "ancestor_path TEXT DEFAULT '' NOT NULL")
    op.execute(FILL)


def downgrade() -> None:
    """Undo the change."""
    with op.batch_alter_table("series") as series:
        series.drop_column("ancestor_path")
