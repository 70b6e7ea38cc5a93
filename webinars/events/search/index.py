"""The full-text index of public events: FTS5 on SQLite, GIN on PostgreSQL; both index events.search_text."""

# The database keeps the index with each change of a row: SQLite by triggers, PostgreSQL by an index over
# an expression. Both take the words as they are, so results are the same.

import sqlite3
from collections.abc import Sequence

from sqlalchemy import Connection, Engine, bindparam, event, text
from sqlalchemy.exc import DatabaseError

from webinars.database import Base
from webinars.events.models import Event

_EVENTS = Base.metadata.tables[Event.__tablename__]
TABLE = "event_search"
POSTGRESQL_INDEX = "ix_events_search"
# FTS5 overwrites what is deleted since this version.
_SECURE_DELETE_SINCE = (3, 42, 0)


def tsvector_expression(search_text: str, listing: str) -> str:
    """Return the expression that PostgreSQL indexes: the words of a text, and its list after a bar."""
    words = f"array_remove(string_to_array({search_text}, ' '), '')"
    return f"array_to_tsvector(array_append({words}, '|' || {listing}))"


def _rowid(row: str) -> str:
    """Return the number of a row in SQLite's index: negative in the past list, so that lists are ranges."""
    return f"CASE {row}.listing WHEN 'past' THEN -{row}.id ELSE {row}.id END"


_ADD = f"""INSERT INTO {TABLE}(rowid, search_text)
SELECT {_rowid("new")}, new.search_text WHERE new.listing <> 'none'"""
# FTS5 removes a row by its old text; it must not remove one that is not there.
_REMOVE = f"""INSERT INTO {TABLE}({TABLE}, rowid, search_text)
SELECT 'delete', id, old.search_text FROM {TABLE}_docsize WHERE id = {_rowid("old")}"""  # noqa: S608 - no input
_CHANGED = "old.search_text <> new.search_text OR old.listing <> new.listing"
TRIGGERS = {
    f"{TABLE}_insert": f"AFTER INSERT ON events BEGIN {_ADD}; END",
    f"{TABLE}_delete": f"AFTER DELETE ON events BEGIN {_REMOVE}; END",
    f"{TABLE}_update": (
        f"AFTER UPDATE OF search_text, listing ON events WHEN {_CHANGED} BEGIN {_REMOVE}; {_ADD}; END"
    ),
}
_WORDS = tsvector_expression("search_text", "listing")
# Without a list of pending entries, which searches would have to read.
_GIN = f"{POSTGRESQL_INDEX} ON events USING gin ({_WORDS}) WITH (fastupdate = off)"


def create_index(connection: Connection) -> None:
    """Create the index; on SQLite it is empty, and index_missing_events() fills it."""
    if connection.dialect.name != "sqlite":
        connection.execute(text(f"CREATE INDEX {_GIN}"))
        return
    connection.exec_driver_sql(
        f"CREATE VIRTUAL TABLE {TABLE} USING fts5(search_text, content='', detail=none, tokenize='ascii')"
    )
    if sqlite3.sqlite_version_info >= _SECURE_DELETE_SINCE:
        connection.exec_driver_sql(f"INSERT INTO {TABLE}({TABLE}, rank) VALUES('secure-delete', 1)")
    for name, body in TRIGGERS.items():
        connection.exec_driver_sql(f"CREATE TRIGGER {name} {body}")


def drop_index(connection: Connection) -> None:
    """Drop the index, or what there is of it."""
    if connection.dialect.name != "sqlite":
        connection.execute(text(f"DROP INDEX IF EXISTS {POSTGRESQL_INDEX}"))
        return
    for name in TRIGGERS:
        connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {name}")
    connection.exec_driver_sql(f"DROP TABLE IF EXISTS {TABLE}")


def replace_postgresql_index(engine: Engine) -> None:
    """Create the index of PostgreSQL anew, without blocking changes of events."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text(f"DROP INDEX CONCURRENTLY IF EXISTS {POSTGRESQL_INDEX}"))
        connection.execute(text(f"CREATE INDEX CONCURRENTLY {_GIN}"))


def is_in_models(name: str | None, kind: str, _parents: object) -> bool:
    """Return whether the models describe a table or index; they do not describe those of this index."""
    is_own = name is not None and name.startswith((TABLE, POSTGRESQL_INDEX))
    return not (kind in {"table", "index"} and is_own)


@event.listens_for(_EVENTS, "after_create")
def _create_with_events(_table: object, connection: Connection, **_options: object) -> None:
    create_index(connection)


@event.listens_for(_EVENTS, "before_drop")
def _drop_with_events(_table: object, connection: Connection, **_options: object) -> None:
    drop_index(connection)


def index_missing_events(connection: Connection, ids: Sequence[int]) -> None:
    """Add those of these events that the index lacks; PostgreSQL's has all."""
    if connection.dialect.name != "sqlite" or not ids:
        return
    rowid = _rowid("events")
    statement = text(
        f"INSERT INTO {TABLE}(rowid, search_text) SELECT {rowid}, search_text FROM events"  # noqa: S608
        f" WHERE listing <> 'none' AND id IN :ids"
        f" AND NOT EXISTS (SELECT 1 FROM {TABLE}_docsize AS size WHERE size.id = {rowid})"
    )
    connection.execute(statement.bindparams(bindparam("ids", expanding=True)), {"ids": list(ids)})


def index_faults(connection: Connection) -> list[str]:
    """Return what is wrong with the index, one phrase for each; empty if it is complete."""
    find = _sqlite_faults if connection.dialect.name == "sqlite" else _postgresql_faults
    return find(connection)


def _postgresql_faults(connection: Connection) -> list[str]:
    valid = "SELECT indisvalid FROM pg_index WHERE indexrelid = to_regclass(:name)"
    is_valid = connection.scalar(text(valid), {"name": POSTGRESQL_INDEX})
    if is_valid is None:
        return ["the index is missing"]
    return [] if is_valid else ["the index is damaged"]


def _sqlite_faults(connection: Connection) -> list[str]:
    names = connection.exec_driver_sql(
        "SELECT name FROM sqlite_master WHERE type IN ('table', 'trigger')"
    )
    if {TABLE, *TRIGGERS} - set(names.scalars()):
        return ["the index is missing"]
    rowid = _rowid("events")
    missing = (
        f"SELECT count(*) FROM events WHERE listing <> 'none'"  # noqa: S608
        f" AND NOT EXISTS (SELECT 1 FROM {TABLE}_docsize AS size WHERE size.id = {rowid})"
    )
    surplus = (
        f"SELECT count(*) FROM {TABLE}_docsize AS size WHERE NOT EXISTS (SELECT 1 FROM events"  # noqa: S608
        f" WHERE events.id = abs(size.id) AND {rowid} = size.id AND events.listing <> 'none')"
    )
    try:
        lacking = connection.exec_driver_sql(missing).scalar()
        stale = connection.exec_driver_sql(surplus).scalar()
        connection.exec_driver_sql(f"INSERT INTO {TABLE}({TABLE}) VALUES('integrity-check')")
    except DatabaseError:
        return ["the index is damaged"]
    return (
        [f"the index lacks {lacking} events and has {stale} too many"] if lacking or stale else []
    )
