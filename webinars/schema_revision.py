"""Whether the database schema is at the Alembic revision that this version needs."""

# Without Alembic, which only upgrades need: with Mako it takes 8 MiB.

import ast

from sqlalchemy import Connection, inspect

from webinars import paths


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
    """Return the revisions that a variable of the migrations names: one, several or none in each file."""
    names: set[str] = set()
    for file in (paths.MIGRATIONS / "versions").glob("*.py"):
        head = file.read_text(encoding="utf-8").partition("\ndef ")[0]
        for node in ast.parse(head).body:
            if not isinstance(node, ast.Assign | ast.AnnAssign) or node.value is None:
                continue
            target = node.targets[0] if isinstance(node, ast.Assign) else node.target
            if isinstance(target, ast.Name) and target.id == variable:
                value = ast.literal_eval(node.value)
                names.update([value] if isinstance(value, str) else value or ())
    return names
