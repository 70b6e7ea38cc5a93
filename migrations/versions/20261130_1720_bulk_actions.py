"""Add actions on many registrations."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "bulk_actions"
down_revision: str | None = "internal_notes"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """Apply the change."""
    op.create_table(
        "bulk_actions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("organiser_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("registration_ids", sa.JSON(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("unchanged", sa.JSON(), nullable=False),
        sa.Column("sends_emails", sa.Boolean(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        _reference("event_id", "events", ondelete="CASCADE"),
        _reference("organiser_id", "organisers"),
        sa.PrimaryKeyConstraint("id", name="pk_bulk_actions"),
        if_not_exists=True,
    )
    op.create_index("ix_bulk_actions_event_id", "bulk_actions", ["event_id"], if_not_exists=True)


def downgrade() -> None:
    """Undo the change."""
    op.drop_table("bulk_actions", if_exists=True)


def _reference(column: str, target: str, **options: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_bulk_actions_{column}")
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=name, **options)
