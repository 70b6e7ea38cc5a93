"""Give each address a calendar of its own, that its person can revoke."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "own_calendars"
down_revision: str | None = "replies"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """Take the step."""
    op.create_table(
        "own_calendars",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_own_calendars")),
        sa.UniqueConstraint("address", name=op.f("uq_own_calendars_address")),
    )
    # Such a calendar asks by address, whatever the event.
    op.create_index(op.f("ix_invitees_address"), "invitees", ["address"])
    op.create_index(op.f("ix_delegations_address"), "delegations", ["address"])


def downgrade() -> None:
    """Take it back."""
    op.drop_index(op.f("ix_delegations_address"), table_name="delegations")
    op.drop_index(op.f("ix_invitees_address"), table_name="invitees")
    op.drop_table("own_calendars")
