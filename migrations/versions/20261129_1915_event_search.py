"""Add the full-text index of public events; the texts are emptied, and `webinars db upgrade` composes them anew."""

from collections.abc import Sequence

from alembic import op

revision: str = "event_search"
down_revision: str | None = "organised_list"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

ROWID = "CASE {row}.listing WHEN 'past' THEN -{row}.id ELSE {row}.id END"
ADD = f"""INSERT INTO event_search(rowid, search_text)
SELECT {ROWID.format(row="new")}, new.search_text WHERE new.listing <> 'none'"""
REMOVE = f"""INSERT INTO event_search(event_search, rowid, search_text)
SELECT 'delete', id, old.search_text FROM event_search_docsize WHERE id = {ROWID.format(row="old")}"""  # noqa: S608 - no input
TRIGGERS = {
    "event_search_insert": f"AFTER INSERT ON events BEGIN {ADD}; END",
    "event_search_delete": f"AFTER DELETE ON events BEGIN {REMOVE}; END",
    "event_search_update": (
        "AFTER UPDATE OF search_text, listing ON events"
        " WHEN old.search_text <> new.search_text OR old.listing <> new.listing"
        f" BEGIN {REMOVE}; {ADD}; END"
    ),
}
VECTOR = (
    "array_to_tsvector(array_append("
    "array_remove(string_to_array(search_text, ' '), ''), '|' || listing))"
)


def upgrade() -> None:
    """Apply the change."""
    _update_texts("''")
    if op.get_bind().dialect.name != "sqlite":
        op.create_index_online(
            "ix_events_search", "events", f"USING gin ({VECTOR}) WITH (fastupdate = off)"
        )
        return
    op.execute(
        "CREATE VIRTUAL TABLE event_search USING fts5("
        "search_text, content='', detail=none, tokenize='ascii')"
    )
    version = op.get_bind().exec_driver_sql("SELECT sqlite_version()").scalar_one()
    if tuple(map(int, version.split("."))) >= (3, 42):
        op.execute("INSERT INTO event_search(event_search, rank) VALUES('secure-delete', 1)")
    # Events are added by the last trigger when their text is composed.
    for name, body in TRIGGERS.items():
        op.execute(f"CREATE TRIGGER {name} {body}")


def downgrade() -> None:
    """Undo the change; earlier versions search the title until an event is saved."""
    if op.get_bind().dialect.name == "sqlite":
        for name in TRIGGERS:
            op.execute(f"DROP TRIGGER {name}")
        op.execute("DROP TABLE event_search")
    else:
        op.drop_index_online("ix_events_search", "events")
    _update_texts("lower(title)")


def _update_texts(text: str) -> None:
    op.execute_in_batches(
        "events",
        f"UPDATE events SET search_text = {text} WHERE id > {{first}} AND id <= {{last}}",  # noqa: S608 - no input
    )
