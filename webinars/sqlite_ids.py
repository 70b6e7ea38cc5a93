"""Ids that SQLite gave to rows, which no later row may get."""

from sqlalchemy import Connection, inspect


def last_used_ids(connection: Connection) -> dict[str, int]:
    """Return the highest id ever used in each SQLite table, including deleted rows."""
    exists = "SELECT 1 FROM sqlite_master WHERE name = 'sqlite_sequence'"
    if connection.exec_driver_sql(exists).first() is None:
        return {}
    rows = connection.exec_driver_sql("SELECT name, seq FROM sqlite_sequence")
    return {str(name): int(last) for name, last in rows}


def advance_ids(connection: Connection, last_ids: dict[str, int]) -> None:
    """Advance the id counters of SQLite tables; a recreated table would reuse the ids of deleted rows."""
    current = last_used_ids(connection)
    tables = set(inspect(connection).get_table_names())
    for name, last in last_ids.items():
        if name not in tables or current.get(name, -1) >= last:
            continue
        if name in current:
            statement = "UPDATE sqlite_sequence SET seq = ? WHERE name = ?"
        else:
            statement = "INSERT INTO sqlite_sequence (seq, name) VALUES (?, ?)"
        connection.exec_driver_sql(statement, (last, name))
