"""Let people ask for e-mails about documents: a subject of subscriptions, and notices of versions."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "document_subscriptions"
down_revision: str | None = "document_changes"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

SUBJECTS = ("series_id", "event_id", "date_group_id")
DOCUMENT = "fk_email_subscriptions_document_id"
VERSION = "fk_subscription_notices_version_id"
OF_SUBSCRIPTION = "ck_email_subscriptions_one_subject"
OF_NOTICE = "ck_subscription_notices_one_subject"
INDEXES = {
    "uq_email_subscriptions_document": (
        "email_subscriptions",
        "(document_id, subscriber_id, language) WHERE document_id IS NOT NULL",
    ),
    "ix_email_subscriptions_documents": (
        "email_subscriptions",
        "(created_at) WHERE interest = 'documents' AND confirmed_at IS NOT NULL",
    ),
    "uq_subscription_notices_version": (
        "subscription_notices",
        "(version_id) WHERE version_id IS NOT NULL",
    ),
}


def upgrade() -> None:
    """Apply the change."""
    subjects, of_notice = _one_of(*SUBJECTS, "document_id"), _one_of("event_id", "version_id")
    if op.get_bind().dialect.name == "sqlite":
        with op.batch_alter_table("email_subscriptions") as table:
            table.add_column(sa.Column("document_id", sa.Integer(), nullable=True))
            table.add_column(sa.Column("language", sa.Text(), server_default="", nullable=False))
            table.create_foreign_key(
                op.f(DOCUMENT), "documents", ["document_id"], ["id"], ondelete="CASCADE"
            )
            table.drop_constraint(op.f(OF_SUBSCRIPTION), type_="check")
            table.create_check_constraint(op.f(OF_SUBSCRIPTION), subjects)
        with op.batch_alter_table("subscription_notices") as table:
            table.alter_column("event_id", existing_type=sa.Integer(), nullable=True)
            table.add_column(sa.Column("version_id", sa.Integer(), nullable=True))
            table.create_foreign_key(
                op.f(VERSION), "document_versions", ["version_id"], ["id"], ondelete="CASCADE"
            )
            table.create_check_constraint(op.f(OF_NOTICE), of_notice)
    else:
        op.add_column_online("email_subscriptions", "document_id INTEGER")
        op.add_column_online("email_subscriptions", "language TEXT DEFAULT '' NOT NULL")
        op.add_column_online("subscription_notices", "version_id INTEGER")
        op.alter_column("subscription_notices", "event_id", nullable=True)
        _check("email_subscriptions", OF_SUBSCRIPTION, subjects)
        _check("subscription_notices", OF_NOTICE, of_notice)
        op.add_reference_online("email_subscriptions", "document_id", "documents")
        op.add_reference_online("subscription_notices", "version_id", "document_versions")
    for name, (table_name, definition) in INDEXES.items():
        unique = name.startswith("uq_")
        op.create_index_online(name, table_name, definition, unique=unique)


def downgrade() -> None:
    """Undo the change."""
    op.execute("DELETE FROM email_subscriptions WHERE interest = 'documents'")
    op.execute("DELETE FROM subscription_notices WHERE reason = 'released'")
    for name, (table_name, _) in INDEXES.items():
        op.drop_index_online(name, table_name)
    if op.get_bind().dialect.name == "sqlite":
        with op.batch_alter_table("subscription_notices") as table:
            table.drop_constraint(op.f(OF_NOTICE), type_="check")
            table.drop_constraint(op.f(VERSION), type_="foreignkey")
            table.drop_column("version_id")
            table.alter_column("event_id", existing_type=sa.Integer(), nullable=False)
        with op.batch_alter_table("email_subscriptions") as table:
            table.drop_constraint(op.f(OF_SUBSCRIPTION), type_="check")
            table.drop_constraint(op.f(DOCUMENT), type_="foreignkey")
            table.create_check_constraint(op.f(OF_SUBSCRIPTION), _one_of(*SUBJECTS))
            table.drop_column("document_id")
            table.drop_column("language")
        return
    op.execute(f"ALTER TABLE subscription_notices DROP CONSTRAINT IF EXISTS {OF_NOTICE}")
    op.execute("ALTER TABLE subscription_notices DROP COLUMN IF EXISTS version_id")
    op.alter_column("subscription_notices", "event_id", nullable=False)
    _check("email_subscriptions", OF_SUBSCRIPTION, _one_of(*SUBJECTS))
    for column in ("document_id", "language"):
        op.execute(f"ALTER TABLE email_subscriptions DROP COLUMN IF EXISTS {column}")


def _one_of(*columns: str) -> str:
    counted = (f"CASE WHEN {name} IS NULL THEN 0 ELSE 1 END" for name in columns)
    return " + ".join(counted) + " = 1"


def _check(table: str, name: str, condition: str) -> None:
    """Replace a check of PostgreSQL; rows are compared with it while others write."""
    op.execute(f"ALTER TABLE {table} DROP CONSTRAINT IF EXISTS {name}")
    op.execute(f"ALTER TABLE {table} ADD CONSTRAINT {name} CHECK ({condition}) NOT VALID")
    with op.get_context().autocommit_block():
        op.execute(f"ALTER TABLE {table} VALIDATE CONSTRAINT {name}")
