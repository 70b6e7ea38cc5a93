"""Keep why somebody's place or turn ended, for their own page and the organiser's."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "ended_why"
down_revision: str | None = "comments_shown"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """Take the step."""
    with op.batch_alter_table("registrations") as table:
        table.add_column(sa.Column("ended_why", sa.Text(), nullable=False, server_default=""))
    with op.batch_alter_table("registrations") as table:
        table.alter_column("ended_why", existing_type=sa.Text(), server_default=None)


def downgrade() -> None:
    """Take it back."""
    with op.batch_alter_table("registrations") as table:
        table.drop_column("ended_why")
