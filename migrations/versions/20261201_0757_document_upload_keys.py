"""Give uploads of document files random keys, and the event or body for whose documents they are."""

import secrets
from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "document_upload_keys"
down_revision: str | None = "document_subscriptions"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

NEVER_REUSES_IDS = {"sqlite_autoincrement": True}
OWNERS = (("event_id", "events"), ("series_id", "series"))
UNIQUE_KEY = "uq_document_uploads_key"


def upgrade() -> None:
    """Apply the change."""
    op.add_column_online("document_uploads", "key TEXT DEFAULT '' NOT NULL")
    connection = op.get_bind()
    change = sa.text("UPDATE document_uploads SET key = :key WHERE id = :id")
    # Few rows, none of which is older than a day.
    for upload_id in connection.scalars(
        sa.text("SELECT id FROM document_uploads WHERE key = ''")
    ).all():
        connection.execute(change, {"key": secrets.token_hex(16), "id": upload_id})
    op.create_index_online(UNIQUE_KEY, "document_uploads", "(key)", unique=True)
    if connection.dialect.name == "sqlite":
        with op.batch_alter_table("document_uploads", table_kwargs=NEVER_REUSES_IDS) as table:
            for column, owners in OWNERS:
                table.add_column(sa.Column(column, sa.Integer(), nullable=True))
                table.create_foreign_key(
                    op.f(f"fk_document_uploads_{column}"),
                    owners,
                    [column],
                    ["id"],
                    ondelete="CASCADE",
                )
    else:
        for column, owners in OWNERS:
            op.add_column_online("document_uploads", f"{column} INTEGER")
            op.add_reference_online("document_uploads", column, owners)
    for column, _ in OWNERS:
        op.create_index_online(f"ix_document_uploads_{column}", "document_uploads", f"({column})")


def downgrade() -> None:
    """Revert it."""
    for name in (*(f"ix_document_uploads_{column}" for column, _ in OWNERS), UNIQUE_KEY):
        op.drop_index_online(name, "document_uploads")
    with op.batch_alter_table("document_uploads", table_kwargs=NEVER_REUSES_IDS) as table:
        for column, _ in OWNERS:
            table.drop_constraint(op.f(f"fk_document_uploads_{column}"), type_="foreignkey")
            table.drop_column(column)
        table.drop_column("key")
