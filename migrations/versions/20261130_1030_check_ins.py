"""Add who was marked as present at an event, when and by whom."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "check_ins"
down_revision: str | None = "teams"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """Apply the change."""
    op.create_table(
        "check_ins",
        sa.Column("registration_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("organiser_id", sa.Integer(), nullable=False),
        sa.Column("checked_in_at", sa.DateTime(timezone=True), nullable=False),
        _reference("registration_id", "registrations", ondelete="CASCADE"),
        _reference("event_id", "events", ondelete="CASCADE"),
        _reference("organiser_id", "organisers"),
        sa.PrimaryKeyConstraint("registration_id", name="pk_check_ins"),
        if_not_exists=True,
    )
    op.create_index("ix_check_ins_event_id", "check_ins", ["event_id"], if_not_exists=True)


def downgrade() -> None:
    """Undo the change."""
    op.drop_table("check_ins", if_exists=True)


def _reference(column: str, target: str, **options: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_check_ins_{column}")
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=name, **options)
