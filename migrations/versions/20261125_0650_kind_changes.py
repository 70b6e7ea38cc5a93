"""Keep who moved somebody to another kind of registration."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "kind_changes"
down_revision: str | None = "kinds_changed"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """Take the step."""
    op.create_table(
        "kind_changes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("organiser_id", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("before", sa.Text(), nullable=False),
        sa.Column("after", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organiser_id"],
            ["organisers.id"],
            name=op.f("fk_kind_changes_organiser_id_organisers"),
        ),
        sa.ForeignKeyConstraint(
            ["registration_id"],
            ["registrations.id"],
            name=op.f("fk_kind_changes_registration_id_registrations"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kind_changes")),
    )
    op.create_index(op.f("ix_kind_changes_registration_id"), "kind_changes", ["registration_id"])


def downgrade() -> None:
    """Take it back."""
    op.drop_table("kind_changes")
