"""Add roles on events and series, and which accounts have roles and may create events."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "teams"
down_revision: str | None = "text_languages"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

OWNER_SERIES = (
    "(organiser_id, series_id, listing, listed_month, listed_at, id) WHERE series_id IS NOT NULL"
)

UNIQUE = (
    ("uq_series_roles_all", ["series_id", "organiser_id"], "owner_id IS NULL"),
    (
        "uq_series_roles_owner",
        ["series_id", "organiser_id", "owner_id"],
        "owner_id IS NOT NULL",
    ),
)


def upgrade() -> None:
    """Apply the change."""
    op.add_column_online("organisers", "has_roles BOOLEAN DEFAULT false NOT NULL")
    op.add_column_online("organisers", "may_create_events BOOLEAN DEFAULT true NOT NULL")
    op.create_table(
        "event_roles",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("organiser_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=40), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        _reference("event_roles", "event_id", "events"),
        _reference("event_roles", "organiser_id", "organisers"),
        sa.PrimaryKeyConstraint("event_id", "organiser_id", name="pk_event_roles"),
        if_not_exists=True,
    )
    op.create_table(
        "series_roles",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("series_id", sa.Integer(), nullable=False),
        sa.Column("organiser_id", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("role", sa.String(length=40), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        _reference("series_roles", "series_id", "series"),
        _reference("series_roles", "organiser_id", "organisers"),
        _reference("series_roles", "owner_id", "organisers"),
        sa.PrimaryKeyConstraint("id", name="pk_series_roles"),
        if_not_exists=True,
    )
    op.create_index(
        "ix_event_roles_organiser_id", "event_roles", ["organiser_id"], if_not_exists=True
    )
    for column in ("organiser_id", "owner_id"):
        op.create_index(f"ix_series_roles_{column}", "series_roles", [column], if_not_exists=True)
    for name, columns, condition in UNIQUE:
        op.create_index(
            name,
            "series_roles",
            columns,
            unique=True,
            sqlite_where=sa.text(condition),
            postgresql_where=sa.text(condition),
            if_not_exists=True,
        )
    op.create_index_online("ix_events_organiser_series", "events", OWNER_SERIES)


def downgrade() -> None:
    """Undo the change."""
    op.drop_index_online("ix_events_organiser_series", "events")
    op.drop_table("series_roles", if_exists=True)
    op.drop_table("event_roles", if_exists=True)
    for column in ("may_create_events", "has_roles"):
        op.drop_column("organisers", column)


def _reference(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}")
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=name, ondelete="CASCADE")
