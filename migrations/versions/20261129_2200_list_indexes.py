"""Add an index for each order and filter of organisers' lists."""

from collections.abc import Sequence

from alembic import op

revision: str = "list_indexes"
down_revision: str | None = "registration_counts"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

LIVING = "erased_at IS NULL"
# Name, table, columns, condition.
INDEXES = (
    ("ix_registrations_newest", "registrations", ("event_id", "id"), LIVING),
    ("ix_registrations_newest_status", "registrations", ("event_id", "status", "id"), LIVING),
    (
        "ix_registrations_newest_type",
        "registrations",
        ("event_id", "registration_type_id", "id"),
        LIVING,
    ),
    (
        "ix_registrations_waiting",
        "registrations",
        ("event_id", "queued_at", "id"),
        "status = 'waiting'",
    ),
    ("ix_messages_event_newest", "messages", ("event_id", "id"), ""),
    ("ix_messages_failed", "messages", ("event_id", "id"), "state = 'failed'"),
    (
        "ix_messages_timezone_update",
        "messages",
        ("event_id", "id"),
        "topic = 'registration.timezone-update'",
    ),
    ("ix_invitees_event_newest", "invitees", ("event_id", "id"), ""),
)
# Contained in others.
REPLACED = ("registrations", "messages")


def upgrade() -> None:
    """Apply the change."""
    for name, table, columns, condition in INDEXES:
        where = f" WHERE {condition}" if condition else ""
        op.create_index_online(name, table, f"({', '.join(columns)}){where}")
    for table in REPLACED:
        op.drop_index_online(f"ix_{table}_event_id", table)


def downgrade() -> None:
    """Undo the change."""
    for table in REPLACED:
        op.create_index_online(f"ix_{table}_event_id", table, "(event_id)")
    for name, table, _, _ in INDEXES:
        op.drop_index_online(name, table)
