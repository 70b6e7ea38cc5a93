"""Add the ledger of e-mail, and what each message needs to be counted in it."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "email_ledger"
down_revision: str | None = "capabilities"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """Take the step."""
    op.create_table(
        "email_ledger",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("slot", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("budget", sa.Integer(), nullable=False),
        sa.Column("budget_group", sa.Text(), nullable=False),
        sa.Column("spent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("frees_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "slot BETWEEN 1 AND budget", name=op.f("ck_email_ledger_slot_within_budget")
        ),
        sa.PrimaryKeyConstraint("key", "slot", name=op.f("pk_email_ledger")),
    )
    # Constant defaults: neither database rewrites the table for them.
    for name in ("client", "budget_group"):
        op.add_column("messages", sa.Column(name, sa.Text(), server_default="", nullable=False))
    op.add_column(
        "messages",
        sa.Column("budget_state", sa.String(length=40), server_default="open", nullable=False),
    )


def downgrade() -> None:
    """Take it back."""
    for name in ("budget_state", "budget_group", "client"):
        op.drop_column("messages", name)
    op.drop_table("email_ledger")
