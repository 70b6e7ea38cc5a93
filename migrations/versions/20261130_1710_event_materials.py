"""Add links to the recording and slides of an event."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "event_materials"
down_revision: str | None = "email_notes"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """Apply the change."""
    op.create_table(
        "event_materials",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"],
            ["events.id"],
            name=op.f("fk_event_materials_event_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event_materials")),
        if_not_exists=True,
    )
    op.create_index(
        "ix_event_materials_event_id", "event_materials", ["event_id"], if_not_exists=True
    )


def downgrade() -> None:
    """Undo the change."""
    op.drop_table("event_materials", if_exists=True)
