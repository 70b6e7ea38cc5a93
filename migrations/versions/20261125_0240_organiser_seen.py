"""Keep when an organiser was last seen, beyond the session that saw them."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "organiser_seen"
down_revision: str | None = "first_tables"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """Take the step."""
    op.add_column("organisers", sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    """Take it back."""
    with op.batch_alter_table("organisers") as table:
        table.drop_column("seen_at")
