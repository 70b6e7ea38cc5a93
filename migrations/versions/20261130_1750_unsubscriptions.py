"""Add addresses that unsubscribed from messages that are not needed to take part, and these messages."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "unsubscriptions"
down_revision: str | None = "consent_versions"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

REFERENCES = (
    ("organiser_id", "organisers", "CASCADE"),
    ("event_id", "events", "CASCADE"),
    ("event_message_id", "event_messages", "SET NULL"),
)


def upgrade() -> None:
    """Apply the change."""
    op.create_table(
        "unsubscriptions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("organiser_id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("event_message_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        *(
            sa.ForeignKeyConstraint(
                [column],
                [f"{target}.id"],
                name=op.f(f"fk_unsubscriptions_{column}"),
                ondelete=rule,
            )
            for column, target, rule in REFERENCES
        ),
        sa.PrimaryKeyConstraint("id", name="pk_unsubscriptions"),
        sa.UniqueConstraint(
            "address",
            "organiser_id",
            "event_id",
            name="uq_unsubscriptions_address_organiser_id_event_id",
        ),
        if_not_exists=True,
    )
    for column, _target, _rule in REFERENCES:
        op.create_index(
            f"ix_unsubscriptions_{column}", "unsubscriptions", [column], if_not_exists=True
        )
    op.add_column_online("event_messages", "is_optional BOOLEAN DEFAULT false NOT NULL")


def downgrade() -> None:
    """Undo the change."""
    op.drop_column("event_messages", "is_optional")
    op.drop_table("unsubscriptions", if_exists=True)
