"""Give subscribers of e-mails private links."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "links_of_subscribers"
down_revision: str | None = "email_subscriptions"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

INDEX, ON_INDEX = "ix_capabilities_subscriber", "(subscriber_id) WHERE subscriber_id IS NOT NULL"
NEVER_REUSES_IDS = {"sqlite_autoincrement": True}


def upgrade() -> None:
    """Apply the change."""
    if op.get_bind().dialect.name == "sqlite":
        with op.batch_alter_table("capabilities", table_kwargs=NEVER_REUSES_IDS) as table:
            table.add_column(sa.Column("subscriber_id", sa.Integer(), nullable=True))
            table.create_foreign_key(
                op.f("fk_capabilities_subscriber_id"),
                "subscribers",
                ["subscriber_id"],
                ["id"],
                ondelete="CASCADE",
            )
    else:
        op.add_column_online("capabilities", "subscriber_id INTEGER")
        op.add_reference_online("capabilities", "subscriber_id", "subscribers")
    op.create_index_online(INDEX, "capabilities", ON_INDEX)


def downgrade() -> None:
    """Undo the change."""
    op.execute("DELETE FROM capabilities WHERE subscriber_id IS NOT NULL")
    op.drop_index_online(INDEX, "capabilities")
    if op.get_bind().dialect.name == "sqlite":
        with op.batch_alter_table("capabilities", table_kwargs=NEVER_REUSES_IDS) as table:
            table.drop_constraint(op.f("fk_capabilities_subscriber_id"), type_="foreignkey")
            table.drop_column("subscriber_id")
    else:
        op.drop_column("capabilities", "subscriber_id")
