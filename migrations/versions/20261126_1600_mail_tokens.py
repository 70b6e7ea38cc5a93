"""Make Message-IDs when messages are enqueued, and keep whether the outbox is paused."""

import secrets
from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "mail_tokens"
down_revision: str | None = "orphaned_messages"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """Take the step."""
    # Without a batch: SQLite adds a column with a default in place, and need not write the table anew.
    op.add_column_online("messages", "mail_token TEXT NOT NULL DEFAULT ''")
    op.create_index_online("ix_messages_mail_token", "messages", "(mail_token)")
    _give_tokens()
    op.create_table(
        "outbox_pauses",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("paused_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox_pauses")),
        sqlite_autoincrement=True,
    )


def downgrade() -> None:
    """Take it back."""
    op.drop_index_online("ix_messages_mail_token", "messages")
    # Last, because nothing commits after it: an interrupted downgrade can begin again.
    op.drop_table("outbox_pauses")
    op.drop_column("messages", "mail_token")


def _give_tokens() -> None:
    """Give one to each message that may still be composed."""
    messages = sa.table("messages", *map(sa.column, ("id", "state", "mail_token")))
    connection = op.get_bind()
    waiting = connection.scalars(
        sa.select(messages.c.id).where(messages.c.state.in_(("queued", "failed")))
    ).all()
    if waiting:
        connection.execute(
            sa.update(messages)
            .where(messages.c.id == sa.bindparam("number"))
            .values(mail_token=sa.bindparam("token")),
            [{"number": number, "token": secrets.token_hex(16)} for number in waiting],
        )
