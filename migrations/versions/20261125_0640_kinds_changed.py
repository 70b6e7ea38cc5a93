"""Keep when a kind, or how its people take part, last changed: calendars look for what is newer."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "kinds_changed"
down_revision: str | None = "own_calendars"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """Take the step."""
    with op.batch_alter_table("registrations") as table:
        table.add_column(sa.Column("kind_at", sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table("registration_kinds") as table:
        table.add_column(sa.Column("presence_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    """Take it back."""
    with op.batch_alter_table("registration_kinds") as table:
        table.drop_column("presence_at")
    with op.batch_alter_table("registrations") as table:
        table.drop_column("kind_at")
