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


def upgrade() -> None:
    """Apply the change."""
    # A table of few rows, none of which is older than a day.
    with op.batch_alter_table("document_uploads", table_kwargs=NEVER_REUSES_IDS) as table:
        table.add_column(sa.Column("key", sa.Text(), nullable=True))
        for column, owners in OWNERS:
            table.add_column(sa.Column(column, sa.Integer(), nullable=True))
            table.create_foreign_key(
                op.f(f"fk_document_uploads_{column}"), owners, [column], ["id"], ondelete="CASCADE"
            )
    connection = op.get_bind()
    change = sa.text("UPDATE document_uploads SET key = :key WHERE id = :id")
    for upload_id in connection.scalars(sa.text("SELECT id FROM document_uploads")).all():
        connection.execute(change, {"key": secrets.token_hex(16), "id": upload_id})
    with op.batch_alter_table("document_uploads", table_kwargs=NEVER_REUSES_IDS) as table:
        table.alter_column("key", existing_type=sa.Text(), nullable=False)
        table.create_unique_constraint(op.f("uq_document_uploads_key"), ["key"])
    for column, _ in OWNERS:
        op.create_index(op.f(f"ix_document_uploads_{column}"), "document_uploads", [column])


def downgrade() -> None:
    """Revert it."""
    for column, _ in OWNERS:
        op.drop_index(op.f(f"ix_document_uploads_{column}"), "document_uploads")
    with op.batch_alter_table("document_uploads", table_kwargs=NEVER_REUSES_IDS) as table:
        table.drop_constraint(op.f("uq_document_uploads_key"), type_="unique")
        for column, _ in OWNERS:
            table.drop_constraint(op.f(f"fk_document_uploads_{column}"), type_="foreignkey")
            table.drop_column(column)
        table.drop_column("key")
