"""Let SQLite give no id out twice: what a link or a message named must never name another row.

Tables are made anew with AUTOINCREMENT, by SQLite's own procedure, because a copy of what SQLAlchemy reads back
would lose the order within indexes.

References:
    SQLite's manual, ALTER TABLE, section 7; AUTOINCREMENT.
"""

import re
from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "numbered_once"
down_revision: str | None = "unknown_zones"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

_ID = re.compile(r"\bid INTEGER NOT NULL(?= *,)")
_KEY = re.compile(r',\s*(CONSTRAINT "?\w+"? )?PRIMARY KEY \("?id"?\)')
# Ids that were given to rows which are gone, as far as other rows still name them.
_NAMED_BY = {"events": ("messages", "event_id"), "registrations": ("messages", "registration_id")}


def upgrade() -> None:
    """Take the step."""
    connection = op.get_bind()
    if connection.dialect.name != "sqlite":
        return
    tables = connection.exec_driver_sql(
        "SELECT name, sql FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'"
    ).all()
    for name, said in tables:
        if "AUTOINCREMENT" not in said.upper() and _ID.search(said) and _KEY.search(said):
            _make_anew(connection, name, said)
    _count_past_what_is_named(connection)


def downgrade() -> None:
    """Leave the tables as they are: ids that are given once are no harm to the release before."""
    connection = op.get_bind()
    if connection.dialect.name == "sqlite":
        _count_past_what_is_named(connection)


def _count_past_what_is_named(connection: sa.Connection) -> None:
    for name, (table, column) in _NAMED_BY.items():
        connection.exec_driver_sql(
            f"UPDATE sqlite_sequence SET seq = max(seq, (SELECT coalesce(max({column}), 0) FROM {table}))"  # noqa: S608
            f" WHERE name = '{name}'"
        )


def _make_anew(connection: sa.Connection, name: str, said: str) -> None:
    indexes = connection.exec_driver_sql(
        "SELECT sql FROM sqlite_master WHERE type = 'index' AND tbl_name = ? AND sql IS NOT NULL",
        (name,),
    ).all()
    body = said[said.index("(") :]
    body = _KEY.sub("", _ID.sub("id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT", body, count=1))
    connection.exec_driver_sql(f'CREATE TABLE "new_{name}" {body}')
    connection.exec_driver_sql(f'INSERT INTO "new_{name}" SELECT * FROM "{name}"')  # noqa: S608
    connection.exec_driver_sql(f'DROP TABLE "{name}"')
    connection.exec_driver_sql(f'ALTER TABLE "new_{name}" RENAME TO "{name}"')
    # A table without rows has none here either, and it may have had some.
    connection.exec_driver_sql(
        "INSERT INTO sqlite_sequence (name, seq) SELECT ?, 0"
        " WHERE NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = ?)",
        (name, name),
    )
    for (index,) in indexes:
        connection.exec_driver_sql(index)
