"""Add the history of events: who changed what, and when."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "revisions"
down_revision: str | None = "retention"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """Apply the change."""
    op.create_table(
        "revisions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(length=40), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("organiser_id", sa.Integer(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("values", sa.JSON(), nullable=False),
        sa.Column("previous", sa.JSON(), nullable=False),
        _reference("event_id", "events", ondelete="CASCADE"),
        _reference("organiser_id", "organisers"),
        sa.PrimaryKeyConstraint("id", name="pk_revisions"),
        if_not_exists=True,
    )
    for name, columns in (
        ("ix_revisions_event_id", ["event_id", "id"]),
        ("ix_revisions_subject", ["event_id", "subject", "subject_id"]),
    ):
        op.create_index(name, "revisions", columns, if_not_exists=True)


def downgrade() -> None:
    """Undo the change."""
    op.drop_table("revisions", if_exists=True)


def _reference(column: str, target: str, **options: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_revisions_{column}")
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=name, **options)
