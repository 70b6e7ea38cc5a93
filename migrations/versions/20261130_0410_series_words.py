"""Add the words of series' names, by which they are found; `webinars db upgrade` fills it."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "series_words"
down_revision: str | None = "database_key"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """Apply the change."""
    is_postgresql = op.get_bind().dialect.name == "postgresql"
    op.create_table(
        "series_words",
        sa.Column("word", sa.Text(collation="C" if is_postgresql else None), nullable=False),
        sa.Column("series_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["series_id"], ["series.id"], name=op.f("fk_series_words_series_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("word", "series_id", name=op.f("pk_series_words")),
        if_not_exists=True,
    )
    op.create_index("ix_series_words_series_id", "series_words", ["series_id"], if_not_exists=True)


def downgrade() -> None:
    """Undo the change."""
    op.drop_table("series_words", if_exists=True)
