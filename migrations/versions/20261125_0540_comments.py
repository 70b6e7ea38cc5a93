"""Keep what readers leave under an event, and the answers."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "comments"
down_revision: str | None = "questions"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

STATES = sa.Enum("pending", "public", "answered_by_mail", "removed", native_enum=False, length=40)


def upgrade() -> None:
    """Take the step."""
    op.create_table(
        "comments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("state", STATES, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("organiser_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["event_id"], ["events.id"], name=op.f("fk_comments_event_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["organiser_id"], ["organisers.id"], name=op.f("fk_comments_organiser_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comments")),
    )
    op.create_index("ix_comments_event_state", "comments", ["event_id", "state", "id"])


def downgrade() -> None:
    """Take it back."""
    op.drop_table("comments")
