"""Keep how comments stand beside their events, and what ties a comment to its address once that is gone."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "comments_shown"
down_revision: str | None = "comments"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

COUNTS = ("comments_waiting", "comments_revision")
STATES = sa.Enum("pending", "public", "answered_by_mail", "removed", native_enum=False, length=40)


def upgrade() -> None:
    """Take the step."""
    with op.batch_alter_table("events") as table:
        for name in COUNTS:
            table.add_column(sa.Column(name, sa.Integer(), nullable=False, server_default="0"))
    with op.batch_alter_table("events") as table:
        for name in COUNTS:
            table.alter_column(name, existing_type=sa.Integer(), server_default=None)
    with op.batch_alter_table("comments") as table:
        table.add_column(sa.Column("lane", sa.Text(), nullable=True))
        table.add_column(sa.Column("state_at", sa.DateTime(timezone=True), nullable=True))
        table.add_column(sa.Column("before_removal", STATES, nullable=True))
    # No release had a door for comments; a row written by hand is tied to nobody.
    op.execute("UPDATE comments SET lane = '', state_at = created_at")
    with op.batch_alter_table("comments") as table:
        table.alter_column("lane", existing_type=sa.Text(), nullable=False)
        table.alter_column("state_at", existing_type=sa.DateTime(timezone=True), nullable=False)
        table.create_index("ix_comments_lane", ["lane"])


def downgrade() -> None:
    """Take it back."""
    with op.batch_alter_table("comments") as table:
        table.drop_index("ix_comments_lane")
        for name in ("before_removal", "state_at", "lane"):
            table.drop_column(name)
    with op.batch_alter_table("events") as table:
        for name in COUNTS:
            table.drop_column(name)
