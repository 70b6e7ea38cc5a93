"""Count the changes of events, so that a feed need not add up their revisions."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "event_changes"
down_revision: str | None = "organiser_seen"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """Take the step."""
    table = op.create_table(
        "event_changes",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event_changes")),
    )
    op.bulk_insert(table, [{"id": 1, "number": 0}])


def downgrade() -> None:
    """Take it back."""
    op.drop_table("event_changes")
