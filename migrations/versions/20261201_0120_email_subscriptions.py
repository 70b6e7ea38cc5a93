"""Add e-mail subscriptions to bodies, series, events and the dates of events."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

revision: str = "email_subscriptions"
down_revision: str | None = "alternative_groups"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

SUBJECTS = {"series_id": "series", "event_id": "events", "date_group_id": "date_groups"}
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Apply the change."""
    op.create_table(
        "subscribers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("timezone", sa.Text(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("paused_at", INSTANT, nullable=True),
        sa.Column("digest_at", INSTANT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_subscribers"),
        sa.UniqueConstraint("address", name="uq_subscribers_address"),
        if_not_exists=True,
    )
    op.create_index(
        "ix_subscribers_digest_at",
        "subscribers",
        ["digest_at"],
        if_not_exists=True,
        **_where("digest_at IS NOT NULL"),
    )
    op.create_table(
        "email_subscriptions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("subscriber_id", sa.Integer(), nullable=False),
        sa.Column("interest", sa.String(length=40), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=True) for name in SUBJECTS),
        sa.Column("covers_branch", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("frequency", sa.String(length=40), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("requested_at", INSTANT, nullable=False),
        sa.Column("confirmed_at", INSTANT, nullable=True),
        sa.Column("notified_through", sa.Integer(), server_default="0", nullable=False),
        sa.CheckConstraint(
            " + ".join(f"CASE WHEN {name} IS NULL THEN 0 ELSE 1 END" for name in SUBJECTS) + " = 1",
            name=op.f("ck_email_subscriptions_one_subject"),
        ),
        _reference("email_subscriptions", "subscriber_id", "subscribers"),
        *(_reference("email_subscriptions", *subject) for subject in SUBJECTS.items()),
        sa.PrimaryKeyConstraint("id", name="pk_email_subscriptions"),
        if_not_exists=True,
    )
    op.create_index(
        "ix_email_subscriptions_subscriber_id",
        "email_subscriptions",
        ["subscriber_id"],
        if_not_exists=True,
    )
    for name in SUBJECTS:
        op.create_index(
            f"uq_email_subscriptions_{name.removesuffix('_id')}",
            "email_subscriptions",
            [name, "subscriber_id", "interest"],
            unique=True,
            if_not_exists=True,
            **_where(f"{name} IS NOT NULL"),
        )
    op.create_index(
        "ix_email_subscriptions_unconfirmed",
        "email_subscriptions",
        ["requested_at"],
        if_not_exists=True,
        **_where("confirmed_at IS NULL"),
    )
    op.create_table(
        "subscription_notices",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("series_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.Column("former", sa.JSON(), nullable=False),
        sa.Column("changed_at", INSTANT, nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        _reference("subscription_notices", "event_id", "events"),
        _reference("subscription_notices", "series_id", "series", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_subscription_notices"),
        if_not_exists=True,
    )
    for name in ("event_id", "series_id", "created_at"):
        op.create_index(
            f"ix_subscription_notices_{name}", "subscription_notices", [name], if_not_exists=True
        )
    op.create_table(
        "collected_states",
        sa.Column("event_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("schedule", sa.JSON(), nullable=False),
        sa.Column("is_announced", sa.Boolean(), nullable=False),
        sa.Column("collected_at", INSTANT, nullable=False),
        _reference("collected_states", "event_id", "events"),
        sa.PrimaryKeyConstraint("event_id", name="pk_collected_states"),
        if_not_exists=True,
    )
    op.create_index(
        "ix_collected_states_collected_at", "collected_states", ["collected_at"], if_not_exists=True
    )


def downgrade() -> None:
    """Undo the change."""
    for name in ("collected_states", "subscription_notices", "email_subscriptions", "subscribers"):
        op.drop_table(name, if_exists=True)


def _reference(
    table: str, name: str, target: str, on_delete: str = "CASCADE"
) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [name], [f"{target}.id"], name=op.f(f"fk_{table}_{name}"), ondelete=on_delete
    )


def _where(condition: str) -> dict[str, Any]:
    return {"sqlite_where": sa.text(condition), "postgresql_where": sa.text(condition)}
