"""Add paragraphs that organisers add to standard e-mails."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "email_notes"
down_revision: str | None = "page_statements"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """Apply the change."""
    op.create_table(
        "email_notes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=True),
        sa.Column("standard_email", sa.String(length=40), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        *(
            sa.ForeignKeyConstraint(
                [column],
                [f"{target}.id"],
                name=op.f(f"fk_email_notes_{column}"),
                ondelete="CASCADE",
            )
            for column, target in (("event_id", "events"), ("registration_id", "registrations"))
        ),
        sa.PrimaryKeyConstraint("id", name="pk_email_notes"),
        if_not_exists=True,
    )
    for column in ("event_id", "registration_id"):
        op.create_index(f"ix_email_notes_{column}", "email_notes", [column], if_not_exists=True)


def downgrade() -> None:
    """Undo the change."""
    op.drop_table("email_notes", if_exists=True)
