"""Keep who may register for an event and how, and the kinds of registration it has."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "registration_terms"
down_revision: str | None = "event_changes"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def word(*values: str) -> sa.Enum:
    """Return the type of a column that holds one of a few words."""
    return sa.Enum(*values, native_enum=False, length=40)


# What events that stand already get: registration as it was before there was more to say.
TERMS = (
    ("entry", word("open", "secret_link", "invited"), "open"),
    ("entry_key", sa.Text(), ""),
    ("domains", sa.JSON(), "[]"),
    ("asks_approval", sa.Boolean(), sa.false()),
    ("takes_delegations", sa.Boolean(), sa.false()),
    ("has_kinds", sa.Boolean(), sa.false()),
    ("has_questions", sa.Boolean(), sa.false()),
    ("takes_comments", sa.Boolean(), sa.true()),
    ("waiting_list", word("offers", "at_once", "by_hand"), "offers"),
    ("offer_hours", sa.Integer(), "48"),
    ("reminders", sa.JSON(), "[1440, 60]"),
)
OPTIONAL = ("opens_before_minutes", "closes_before_minutes", "proof_hours")


def upgrade() -> None:
    """Take the step."""
    with op.batch_alter_table("events") as table:
        for name, kind, default in TERMS:
            table.add_column(sa.Column(name, kind, nullable=False, server_default=default))
        for name in OPTIONAL:
            table.add_column(sa.Column(name, sa.Integer(), nullable=True))
    with op.batch_alter_table("events") as table:
        for name, kind, _ in TERMS:
            table.alter_column(name, existing_type=kind, server_default=None)
    op.create_table(
        "registration_kinds",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("presence", word("", "online", "in_person"), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=True),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["event_id"],
            ["events.id"],
            name=op.f("fk_registration_kinds_event_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registration_kinds")),
    )
    op.create_index(op.f("ix_registration_kinds_event_id"), "registration_kinds", ["event_id"])


def downgrade() -> None:
    """Take it back."""
    op.drop_table("registration_kinds")
    with op.batch_alter_table("events") as table:
        for name in (*(name for name, _, _ in TERMS), *OPTIONAL):
            table.drop_column(name)
