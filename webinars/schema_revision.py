"""Whether the database schema is at the Alembic revision that this version needs."""

# Without Alembic, which only upgrades need: with Mako it takes 8 MiB.

import re

from sqlalchemy import Connection, inspect

from webinars import paths

_REVISION = re.compile(r"^(revision|down_revision)\b.*=(.*)$", re.MULTILINE)
_NAME = re.compile(r'"([^"]+)"')


def applied_revisions(connection: Connection) -> set[str]:
    """Return the revisions that the schema is at, empty without a schema."""
    if not inspect(connection).has_table("alembic_version"):
        return set()
    return set(connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalars())


def bundled_revisions() -> set[str]:
    """Return the revisions of the bundled migrations."""
    return _names("revision")


def latest_revisions() -> set[str]:
    """Return the revisions of the bundled migrations that no other follows."""
    return _names("revision") - _names("down_revision")


def is_schema_current(connection: Connection) -> bool:
    """Return whether the schema is at the latest revision of the bundled migrations."""
    return applied_revisions(connection) == latest_revisions()


def _names(variable: str) -> set[str]:
    names: set[str] = set()
    for file in (paths.MIGRATIONS / "versions").glob("*.py"):
        values = dict(_REVISION.findall(file.read_text(encoding="utf-8")))
        names.update(_NAME.findall(values[variable]))
    return names
