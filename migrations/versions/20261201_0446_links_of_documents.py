"""Give documents secret links."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "links_of_documents"
down_revision: str | None = "document_counters"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

INDEX, ON_INDEX = "ix_capabilities_document", "(document_id) WHERE document_id IS NOT NULL"
NEVER_REUSES_IDS = {"sqlite_autoincrement": True}


def upgrade() -> None:
    """Apply the change."""
    if op.get_bind().dialect.name == "sqlite":
        with op.batch_alter_table("capabilities", table_kwargs=NEVER_REUSES_IDS) as table:
            table.add_column(sa.Column("document_id", sa.Integer(), nullable=True))
            table.create_foreign_key(
                op.f("fk_capabilities_document_id"),
                "documents",
                ["document_id"],
                ["id"],
                ondelete="CASCADE",
            )
    else:
        op.add_column_online("capabilities", "document_id INTEGER")
        op.add_reference_online("capabilities", "document_id", "documents")
    op.create_index_online(INDEX, "capabilities", ON_INDEX)


def downgrade() -> None:
    """Undo the change: secret links of documents are deleted."""
    op.execute("DELETE FROM capabilities WHERE document_id IS NOT NULL")
    op.drop_index_online(INDEX, "capabilities")
    if op.get_bind().dialect.name == "sqlite":
        with op.batch_alter_table("capabilities", table_kwargs=NEVER_REUSES_IDS) as table:
            table.drop_constraint(op.f("fk_capabilities_document_id"), type_="foreignkey")
            table.drop_column("document_id")
    else:
        op.drop_column("capabilities", "document_id")
