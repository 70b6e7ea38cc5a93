"""Add what administrators state on the privacy and accessibility pages."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "page_statements"
down_revision: str | None = "revisions"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """Apply the change."""
    op.create_table(
        "page_statements",
        sa.Column("page", sa.String(length=40), nullable=False),
        sa.Column("responsible_body", sa.Text(), nullable=False),
        sa.Column("contact", sa.Text(), nullable=False),
        sa.Column("complaint", sa.Text(), nullable=False),
        sa.Column("dated_on", sa.Date(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("page", name="pk_page_statements"),
        if_not_exists=True,
    )


def downgrade() -> None:
    """Undo the change."""
    op.drop_table("page_statements", if_exists=True)
