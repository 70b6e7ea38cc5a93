"""Delete messages of removed events, which another event could show as its own.

A message that is older than the event whose id it carries belongs to a removed event that had this id before.

References:
    SQLite gives the highest id out again once its row is deleted (autoinc.html).
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "orphaned_messages"
down_revision: str | None = "letters_as_they_are"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """Take the step."""
    _delete_orphans()


def downgrade() -> None:
    """Leave none to the release before either, which would show them."""
    _delete_orphans()


def _delete_orphans() -> None:
    messages = sa.table("messages", *map(sa.column, ("event_id", "created_at", "state")))
    events = sa.table("events", *map(sa.column, ("id", "created_at")))
    of_event = sa.select(events.c.id).where(events.c.id == messages.c.event_id)
    # A clock that was set back may have dated a queued message before its event: those only go with the id.
    is_older = of_event.where(events.c.created_at > messages.c.created_at)
    op.execute(
        sa.delete(messages).where(
            messages.c.event_id.is_not(None),
            sa.or_(
                ~of_event.exists(),
                sa.and_(messages.c.state != "queued", is_older.exists()),
            ),
        )
    )
