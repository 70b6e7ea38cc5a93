"""Add who corrected the attendance of a registrant, when and to what."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "attendance_changes"
down_revision: str | None = "event_materials"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """Apply the change."""
    op.create_table(
        "attendance_changes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("organiser_id", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_present", sa.Boolean(), nullable=False),
        _reference("registration_id", "registrations", ondelete="CASCADE"),
        _reference("organiser_id", "organisers"),
        sa.PrimaryKeyConstraint("id", name="pk_attendance_changes"),
        if_not_exists=True,
    )
    op.create_index(
        "ix_attendance_changes_registration_id",
        "attendance_changes",
        ["registration_id"],
        if_not_exists=True,
    )


def downgrade() -> None:
    """Undo the change."""
    op.drop_table("attendance_changes", if_exists=True)


def _reference(column: str, target: str, **options: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_attendance_changes_{column}")
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=name, **options)
