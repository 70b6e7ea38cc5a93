"""Add invitations to register that calendars reply to, and their replies; no row is written."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "invitee_replies"
down_revision: str | None = "polls"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """Apply the change."""
    instant = sa.DateTime(timezone=True).compile(op.get_bind().dialect)
    op.add_column_online("events", "invites_by_calendar BOOLEAN DEFAULT true NOT NULL")
    # The invitations that were sent have no calendar entry.
    op.add_column_online("invitees", "is_invited_by_calendar BOOLEAN DEFAULT false NOT NULL")
    op.add_column_online("invitees", "partstat VARCHAR(40)")
    op.add_column_online("invitees", f"replied_at {instant}")
    op.add_column_online("invitees", f"reminded_at {instant}")
    op.add_column_online("invitees", "missed_change BOOLEAN DEFAULT false NOT NULL")
    op.create_table(
        "invitee_replies",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("invitee_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("verdict", sa.String(length=40), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("dtstamp", sa.DateTime(timezone=True), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("proposed_start", sa.DateTime(timezone=True), nullable=True),
        sa.Column("proposed_end", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["invitee_id"],
            ["invitees.id"],
            name=op.f("fk_invitee_replies_invitee_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitee_replies")),
        sa.UniqueConstraint("invitee_id", "key", name=op.f("uq_invitee_replies_invitee_id_key")),
        if_not_exists=True,
    )


def downgrade() -> None:
    """Undo the change; who replied by calendar is not known any more."""
    op.drop_table("invitee_replies", if_exists=True)
    for column in (
        *("missed_change", "reminded_at", "replied_at", "partstat"),
        "is_invited_by_calendar",
    ):
        op.drop_column("invitees", column)
    op.drop_column("events", "invites_by_calendar")
