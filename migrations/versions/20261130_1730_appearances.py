"""Add name, logo and colours that administrators choose for the installation."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "appearances"
down_revision: str | None = "bulk_actions"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """Apply the change."""
    op.create_table(
        "appearances",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("colour", sa.Text(), nullable=False),
        sa.Column("dark_colour", sa.Text(), nullable=False),
        sa.Column("logo", sa.LargeBinary(), nullable=True),
        sa.Column("logo_type", sa.Text(), nullable=False),
        sa.Column("logo_digest", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_appearances"),
        if_not_exists=True,
    )


def downgrade() -> None:
    """Undo the change."""
    op.drop_table("appearances", if_exists=True)
