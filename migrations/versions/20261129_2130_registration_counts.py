"""Count registrations by event, type and status, by triggers."""

from collections.abc import Sequence

from alembic import op

revision: str = "registration_counts"
down_revision: str | None = "event_search"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

TABLE = "registration_counts"
KEY = "event_id, registration_type_id, status, is_erased"
COLUMNS = ("event_id", "registration_type_id", "status", "erased_at")
ADD = f"""INSERT INTO {TABLE} ({KEY}, number)
VALUES (new.event_id, coalesce(new.registration_type_id, 0), new.status, (new.erased_at IS NOT NULL), 1)
ON CONFLICT ({KEY}) DO UPDATE SET number = {TABLE}.number + 1;"""  # noqa: S608 - no input
REMOVE = f"""UPDATE {TABLE} SET number = number - 1 WHERE event_id = old.event_id
AND registration_type_id = coalesce(old.registration_type_id, 0) AND status = old.status
AND is_erased = (old.erased_at IS NOT NULL);"""  # noqa: S608 - no input
UPDATED = f"AFTER UPDATE OF {', '.join(COLUMNS)} ON registrations"
TRIGGERS = {
    f"{TABLE}_insert": ("AFTER INSERT ON registrations", ADD),
    f"{TABLE}_delete": ("AFTER DELETE ON registrations", REMOVE),
    f"{TABLE}_update": (UPDATED, f"{REMOVE} {ADD}"),
}


def upgrade() -> None:
    """Apply the change; the registrations that exist are counted once."""
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    unless_there = "" if is_sqlite else "IF NOT EXISTS "
    op.execute(
        f"CREATE TABLE {unless_there}{TABLE} ("
        "event_id INTEGER NOT NULL REFERENCES events (id) ON DELETE CASCADE, "
        "registration_type_id INTEGER NOT NULL, status VARCHAR(40) NOT NULL, "
        "is_erased BOOLEAN NOT NULL, number INTEGER NOT NULL, "
        f"PRIMARY KEY ({KEY})){' WITHOUT ROWID' if is_sqlite else ''}"
    )
    for name, (when, statements) in TRIGGERS.items():
        _create_trigger(name, when, statements, is_sqlite=is_sqlite)
    # For each range of events, registrations wait until their triggers count on from what was counted here.
    lock = [] if is_sqlite else ["LOCK TABLE registrations IN SHARE ROW EXCLUSIVE MODE"]
    of_events = "WHERE event_id > {first} AND event_id <= {last}"
    op.execute_in_batches(
        "events",
        *lock,
        f"DELETE FROM {TABLE} {of_events}",  # noqa: S608 - no input
        f"INSERT INTO {TABLE} ({KEY}, number) SELECT event_id, coalesce(registration_type_id, 0), "  # noqa: S608
        f"status, erased_at IS NOT NULL, count(*) FROM registrations {of_events} GROUP BY 1, 2, 3, 4",
    )


def _create_trigger(name: str, when: str, statements: str, *, is_sqlite: bool) -> None:
    differs = "IS NOT" if is_sqlite else "IS DISTINCT FROM"
    changed = " OR ".join(f"old.{column} {differs} new.{column}" for column in COLUMNS)
    only_if = f" WHEN ({changed})" if when == UPDATED else ""
    if is_sqlite:
        op.execute(f"CREATE TRIGGER {name} {when}{only_if} BEGIN {statements} END")
        return
    op.execute(
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS"
        f" $$BEGIN {statements} RETURN NULL; END$$"
    )
    op.execute(
        f"CREATE OR REPLACE TRIGGER {name} {when} FOR EACH ROW{only_if} EXECUTE FUNCTION {name}()"
    )


def downgrade() -> None:
    """Undo the change."""
    for name in TRIGGERS:
        if op.get_bind().dialect.name == "sqlite":
            op.execute(f"DROP TRIGGER {name}")
        else:
            op.execute(f"DROP FUNCTION IF EXISTS {name}() CASCADE")
    op.drop_table(TABLE)
