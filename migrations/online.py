"""Steps of migrations that keep no large table of PostgreSQL locked; env.py adds them to `op`."""

# On PostgreSQL each step commits, and so does what a migration did before it. So one that uses them must bear
# being run again from its beginning: an interrupted upgrade is. On SQLite, which upgrades in one transaction,
# and on an empty table they are plain statements.

from alembic.operations import MigrateOperation, Operations
from sqlalchemy import Connection, text

ROWS_AT_ONCE = 5000
# What needs a table for itself waits no longer, because all others wait behind it; env.py then tries again.
# Less than a second: then PostgreSQL ends one of two transactions that wait for each other.
LOCK_TIMEOUT = "500ms"


class OnlineSteps(MigrateOperation):
    """What `op` gets: each method is a step of the same name."""

    @classmethod
    def create_index_online(
        cls,
        operations: Operations,
        name: str,
        table: str,
        definition: str,
        *,
        unique: bool = False,
    ) -> None:
        """Create an index; definition is what follows the table's name, such as "(a, b) WHERE c"."""
        connection = operations.get_bind()
        create = "CREATE UNIQUE INDEX" if unique else "CREATE INDEX"
        if connection.dialect.name == "sqlite":
            operations.execute(f"{create} {name} ON {table} {definition}")
            return
        _drop_unfinished(operations, name)
        concurrently = "CONCURRENTLY " if _has_rows(connection, table) else ""
        _execute_alone(
            operations,
            f"{create} {concurrently}IF NOT EXISTS {name} ON {table} {definition}",
            concurrently=bool(concurrently),
        )

    @classmethod
    def drop_index_online(cls, operations: Operations, name: str, table: str) -> None:
        """Drop an index."""
        connection = operations.get_bind()
        if connection.dialect.name == "sqlite":
            operations.execute(f"DROP INDEX {name}")
            return
        concurrently = "CONCURRENTLY " if _has_rows(connection, table) else ""
        _execute_alone(
            operations,
            f"DROP INDEX {concurrently}IF EXISTS {name}",
            concurrently=bool(concurrently),
        )

    @classmethod
    def add_column_online(cls, operations: Operations, table: str, definition: str) -> None:
        """Add a column that is empty or has a constant default: no row is written."""
        is_sqlite = operations.get_bind().dialect.name == "sqlite"
        unless_there = "" if is_sqlite else "IF NOT EXISTS "
        operations.execute(f"ALTER TABLE {table} ADD COLUMN {unless_there}{definition}")

    @classmethod
    def add_reference_online(
        cls, operations: Operations, table: str, column: str, target: str
    ) -> None:
        """Let a column refer to the id of another table, whose rows take it along when they are deleted."""
        name = f"fk_{table}_{column}"
        is_there = "SELECT EXISTS (SELECT FROM pg_constraint WHERE conname = :name)"
        with operations.migration_context.autocommit_block():
            if not operations.get_bind().scalar(text(is_there), {"name": name}):
                operations.execute(
                    f"ALTER TABLE {table} ADD CONSTRAINT {name} FOREIGN KEY ({column})"
                    f" REFERENCES {target} (id) ON DELETE CASCADE NOT VALID"
                )
            # What was deleted before the constraint was there has left its references behind.
            operations.execute(
                f"DELETE FROM {table} WHERE {column} IS NOT NULL"  # noqa: S608 - no input
                f" AND NOT EXISTS (SELECT FROM {target} WHERE {target}.id = {table}.{column})"
            )
            operations.execute(f"ALTER TABLE {table} VALIDATE CONSTRAINT {name}")

    @classmethod
    def execute_in_batches(cls, operations: Operations, table: str, *statements: str) -> None:
        """Execute statements about ids over {first}, up to {last}, a transaction for each range."""
        connection = operations.get_bind()
        if not (last := connection.scalar(text(f"SELECT max(id) FROM {table}"))):  # noqa: S608 - no input
            return
        if connection.dialect.name == "sqlite":
            for statement in statements:
                connection.exec_driver_sql(statement.format(first=0, last=last))
            return
        with operations.migration_context.autocommit_block():
            connection = operations.get_bind()
            for first in range(0, last, ROWS_AT_ONCE):
                ids = {"first": first, "last": first + ROWS_AT_ONCE}
                # Sent at once, they are one transaction.
                connection.exec_driver_sql("; ".join(one.format(**ids) for one in statements))


def _drop_unfinished(operations: Operations, name: str) -> None:
    """Drop an index whose creation was interrupted."""
    is_valid = "SELECT indisvalid FROM pg_index WHERE indexrelid = to_regclass(:name)"
    if operations.get_bind().scalar(text(is_valid), {"name": name}) is False:
        _execute_alone(operations, f"DROP INDEX CONCURRENTLY {name}", concurrently=True)


def _execute_alone(operations: Operations, statement: str, *, concurrently: bool) -> None:
    """Execute a statement; one with CONCURRENTLY waits for older transactions, but nobody for it."""
    if not concurrently:
        operations.execute(statement)
        return
    with operations.migration_context.autocommit_block():
        operations.execute("SET lock_timeout = 0")
        operations.execute(statement)
        operations.execute(f"SET lock_timeout = '{LOCK_TIMEOUT}'")


def _has_rows(connection: Connection, table: str) -> bool:
    return bool(connection.scalar(text(f"SELECT EXISTS (SELECT FROM {table})")))  # noqa: S608 - no input


for step in (
    "create_index_online",
    "drop_index_online",
    "add_column_online",
    "add_reference_online",
    "execute_in_batches",
):
    # An application may run migrations more than once.
    if not hasattr(Operations, step):
        Operations.register_operation(step)(OnlineSteps)
