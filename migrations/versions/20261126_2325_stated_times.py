"""Add the times that e-mails stated to registrants; empty until their next e-mail or `webinars zones check`."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "stated_times"
down_revision: str | None = "reply_secrets"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """Apply the change."""
    op.create_table(
        "stated_times",
        sa.Column("registration_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("timezone", sa.Text(), nullable=False),
        sa.Column("utc_offsets", sa.JSON(), nullable=False),
        sa.Column("tzdata_version", sa.Text(), nullable=False),
        sa.Column("notified_version", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["registration_id"],
            ["registrations.id"],
            name=op.f("fk_stated_times_registration_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("registration_id", name=op.f("pk_stated_times")),
    )


def downgrade() -> None:
    """Undo the change."""
    op.drop_table("stated_times")
