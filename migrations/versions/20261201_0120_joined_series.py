"""Add the names of series that were joined into others, and into which."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "joined_series"
down_revision: str | None = "words_of_series_texts"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """Apply the change."""
    op.create_table(
        "joined_series",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("into_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["into_id"], ["series.id"], name=op.f("fk_joined_series_into_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_joined_series"),
        if_not_exists=True,
    )
    op.create_index("ix_joined_series_into_id", "joined_series", ["into_id"], if_not_exists=True)


def downgrade() -> None:
    """Undo the change."""
    op.drop_table("joined_series", if_exists=True)
