"""The statements that a request sends to the database, and the work of each."""

from contextlib import contextmanager

from sqlalchemy import event as sqlalchemy_event

from webinars.database import db


@contextmanager
def sent_statements():
    """Collect the SELECT statements sent to the database, with their parameters."""
    sent = []

    def note(_connection, _cursor, statement, parameters, *_rest):
        if statement.lstrip().startswith(("SELECT", "WITH")):
            sent.append((statement, parameters))

    sqlalchemy_event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        sqlalchemy_event.remove(db.engine, "before_cursor_execute", note)


def sqlite_steps(connection, statement, parameters):
    """Return the steps of SQLite's virtual machine that a statement takes."""
    steps = 0

    def count():
        nonlocal steps
        steps += 1
        return 0

    connection.set_progress_handler(count, 1)
    try:
        connection.execute(statement, parameters).fetchall()
    finally:
        connection.set_progress_handler(None, 0)
    return steps


def rows_read(node):
    """Return the rows that PostgreSQL read for a plan, by its EXPLAIN ANALYZE."""
    own = node["Actual Rows"] + node.get("Rows Removed by Filter", 0)
    return node["Actual Loops"] * own + sum(rows_read(part) for part in node.get("Plans", ()))
