"""Keep what attendees' calendars answer, each mail once."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "replies"
down_revision: str | None = "ended_why"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

SAID = ("accepted", "tentative", "declined", "delegated", "countered", "bounced")
VERDICT = ("taken", "outdated", "overtaken", "stranger")


def upgrade() -> None:
    """Take the step."""
    instant = sa.DateTime(timezone=True)
    op.create_table(
        "replies",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column(
            "said", sa.Enum(*SAID, name="said", native_enum=False, length=40), nullable=False
        ),
        sa.Column(
            "verdict",
            sa.Enum(*VERDICT, name="verdict", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("stamped_at", instant, nullable=False),
        sa.Column("received_at", instant, nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("proposed_start", instant, nullable=True),
        sa.Column("proposed_end", instant, nullable=True),
        sa.ForeignKeyConstraint(
            ["registration_id"],
            ["registrations.id"],
            name=op.f("fk_replies_registration_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_replies")),
        sa.UniqueConstraint("registration_id", "key", name=op.f("uq_replies_registration_id_key")),
    )


def downgrade() -> None:
    """Take it back."""
    op.drop_table("replies")
