"""Store the ids of the secret key that the database belongs to and of those before it."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "database_key"
down_revision: str | None = "month_ends"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """Create the table; the next process that starts stores its key."""
    op.create_table(
        "database_key",
        sa.Column("key_id", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("key_id", name=op.f("pk_database_key")),
        sa.UniqueConstraint("number", name=op.f("uq_database_key_number")),
        # An interrupted upgrade may have created it.
        if_not_exists=True,
    )


def downgrade() -> None:
    """Drop the table."""
    op.drop_table("database_key")
