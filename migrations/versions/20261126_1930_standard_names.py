"""Rename tables and columns to the terms of the glossary.

Renaming is a change of the catalogue alone on both databases, so it takes no longer with a million rows.
Queued messages keep their payload under the old keys, which are renamed here too.
"""

from collections.abc import Iterator, Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

revision: str = "standard_names"
down_revision: str | None = "email_ledger"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

TABLES = {
    "registration_kinds": "registration_types",
    "kind_changes": "registration_type_changes",
    "own_calendars": "personal_calendars",
}
# By the new name of the table.
COLUMNS = {
    "comments": {"lane": "ordering_key"},
    "delegations": {"generation": "token_version"},
    "events": {
        "room_url": "meeting_url",
        "held_by": "hosted_by",
        "held_elsewhere_url": "external_url",
        "takes_registrations": "accepts_registrations",
        "takes_delegations": "accepts_delegations",
        "takes_comments": "accepts_comments",
        "notify": "notification_mode",
        "entry": "access_mode",
        "asks_approval": "requires_approval",
        "has_kinds": "has_registration_types",
        "proof_hours": "verification_hours",
    },
    "invitations": {"made_at": "created_at"},
    "invitees": {"generation": "token_version"},
    "messages": {"lane": "ordering_key"},
    "nominations": {"kind_id": "registration_type_id"},
    "personal_calendars": {"made_at": "created_at"},
    "questions": {"kind_ids": "registration_type_ids"},
    "registration_types": {"presence": "attendance_mode", "presence_at": "attendance_mode_set_at"},
    "registrations": {
        "generation": "token_version",
        "kind_id": "registration_type_id",
        "kind_at": "type_changed_at",
        "waits_since": "queued_at",
        "ended_why": "cancel_reason",
        "proved_at": "verified_at",
    },
    "replies": {"stamped_at": "dtstamp"},
}
# Old name: new name, table and columns.
INDEXES = {
    "ix_comments_lane": ("ix_comments_ordering_key", "comments", ["ordering_key"]),
    "ix_messages_lane": (
        "ix_messages_ordering_key",
        "messages",
        ["ordering_key", "state", "id"],
    ),
    "ix_registration_kinds_event_id": (
        "ix_registration_types_event_id",
        "registration_types",
        ["event_id"],
    ),
    "ix_registrations_kind_id": (
        "ix_registrations_registration_type_id",
        "registrations",
        ["registration_type_id"],
    ),
    "ix_kind_changes_registration_id": (
        "ix_registration_type_changes_registration_id",
        "registration_type_changes",
        ["registration_id"],
    ),
}
PAYLOAD_KEYS = {
    "generation": "token_version",
    "kind_id": "registration_type_id",
    "presence": "attendance_mode",
}
ROWS_AT_ONCE = 500


def upgrade() -> None:
    """Take the step: rows first, because nobody can use a table from its renaming to the end of the transaction."""
    _rename_payload_keys(PAYLOAD_KEYS)
    # Stored calendar text is written again when it is asked for.
    op.drop_table("event_fragments")
    _create_fragments("calendar_fragments")
    for old, new in TABLES.items():
        op.rename_table(old, new)
    for table, columns in COLUMNS.items():
        for old, new in columns.items():
            _rename_column(table, old, new)
    for old, (new, table, columns) in INDEXES.items():
        _rename_index(old, new, table, columns)
    _rename_unique("personal_calendars", "own_calendars")


def downgrade() -> None:
    """Take it back."""
    op.drop_table("calendar_fragments")
    _create_fragments("event_fragments")
    _rename_payload_keys({new: old for old, new in PAYLOAD_KEYS.items()})
    for old, (new, table, columns) in INDEXES.items():
        _rename_index(new, old, table, columns)
    for table, renamed in COLUMNS.items():
        for old, new in renamed.items():
            _rename_column(table, new, old)
    for old, new in TABLES.items():
        op.rename_table(new, old)
    _rename_unique("own_calendars", "personal_calendars")


def _rename_column(table: str, old: str, new: str) -> None:
    # Not alter_column(): on SQLite that copies the table, and loses AUTOINCREMENT.
    op.execute(f"ALTER TABLE {table} RENAME COLUMN {old} TO {new}")


def _rename_index(old: str, new: str, table: str, columns: Sequence[str]) -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.drop_index(old, table)
        op.create_index(new, table, columns)
    else:
        op.execute(f"ALTER INDEX {old} RENAME TO {new}")


def _rename_unique(table: str, old_table: str) -> None:
    """Rename the constraint that an address has one calendar."""
    connection = op.get_bind()
    old, new = f"uq_{old_table}_address", f"uq_{table}_address"
    if connection.dialect.name != "sqlite":
        op.execute(f"ALTER TABLE {table} RENAME CONSTRAINT {old} TO {new}")
        return
    # SQLite's procedure for what ALTER TABLE cannot do (its manual, ALTER TABLE, section 7).
    [definition] = connection.exec_driver_sql(
        "SELECT sql FROM sqlite_master WHERE type = 'table' AND name = ?", (table,)
    ).one()
    body = definition[definition.index("(") :].replace(old, new)
    connection.exec_driver_sql(f"CREATE TABLE new_{table} {body}")
    connection.exec_driver_sql(f"INSERT INTO new_{table} SELECT * FROM {table}")  # noqa: S608
    [last] = connection.exec_driver_sql(
        "SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = ?", (table,)
    ).one()
    connection.exec_driver_sql(f"DROP TABLE {table}")
    connection.exec_driver_sql(f"ALTER TABLE new_{table} RENAME TO {table}")
    connection.exec_driver_sql("DELETE FROM sqlite_sequence WHERE name = ?", (table,))
    connection.exec_driver_sql("INSERT INTO sqlite_sequence VALUES (?, ?)", (table, last))


def _create_fragments(name: str) -> None:
    op.create_table(
        name,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("variant", sa.Text(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["events.id"], name=op.f(f"fk_{name}_event_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
        sa.UniqueConstraint(
            "event_id",
            "revision",
            "language",
            "variant",
            name=op.f(f"uq_{name}_event_id_revision_language_variant"),
        ),
        sqlite_autoincrement=True,
    )


def _rename_payload_keys(names: dict[str, str]) -> None:
    messages = sa.table(
        "messages", sa.column("id"), sa.column("state"), sa.column("facts", sa.JSON())
    )
    update = (
        sa.update(messages)
        .where(messages.c.id == sa.bindparam("row_id"))
        .values(facts=sa.bindparam("payload", type_=sa.JSON()))
    )
    for rows in _queued(messages):
        changed = [
            {"row_id": row.id, "payload": renamed}
            for row in rows
            if (renamed := _renamed(row.facts, names)) != row.facts
        ]
        if changed:
            op.get_bind().execute(update, changed)


def _queued(messages: sa.TableClause) -> Iterator[Sequence[Any]]:
    after = 0
    while True:
        query = (
            sa.select(messages)
            .where(messages.c.state == "queued", messages.c.id > after)
            .order_by(messages.c.id)
            .limit(ROWS_AT_ONCE)
        )
        rows = op.get_bind().execute(query).all()
        if not rows:
            return
        after = rows[-1].id
        yield rows


def _renamed(value: Any, names: dict[str, str]) -> Any:
    """Return a payload with its keys renamed, at every depth."""
    if isinstance(value, list):
        return [_renamed(item, names) for item in value]
    if isinstance(value, dict):
        return {names.get(key, key): _renamed(item, names) for key, item in value.items()}
    return value
