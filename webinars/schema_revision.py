"""Whether the database schema is at the Alembic revision that this version needs."""

from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from webinars import paths


def applied_revisions(connection: Connection) -> set[str]:
    """Return the revisions that the schema is at, empty without a schema."""
    return set(MigrationContext.configure(connection).get_current_heads())


def is_schema_current(connection: Connection) -> bool:
    """Return whether the schema is at the latest revision of the bundled migrations."""
    latest = ScriptDirectory(str(paths.MIGRATIONS)).get_heads()
    return applied_revisions(connection) == set(latest)
