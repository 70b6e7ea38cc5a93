"""Back up and restore SQLite; its backup API works while the server is running."""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from webinars.backup import secret_removal
from webinars.backup.errors import BackupError

BLOCK = 256 * 1024


def copy_snapshot(connection: Any, target: Path, *, scrub: bool) -> None:
    """Copy a consistent snapshot of a database, without free pages, which may hold erased data.

    connection is an sqlite3 connection.
    """
    with closing(sqlite3.connect(target, isolation_level=None)) as made:
        connection.backup(made)
        made.execute("PRAGMA journal_mode=DELETE")
        if scrub:
            made.execute(secret_removal.UPDATE)
        made.execute("VACUUM")
        _check_integrity(made)


def read_blocks(path: Path) -> Iterator[bytes]:
    """Yield the content of a file in blocks."""
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            yield block


def write_database(path: Path, content: Iterable[bytes]) -> None:
    """Write a database file from a backup and check its integrity.

    Raises:
        BackupError: the integrity check failed.
    """
    with path.open("xb") as file:
        for block in content:
            file.write(block)
    with closing(sqlite3.connect(path)) as made:
        _check_integrity(made)


def _check_integrity(connection: sqlite3.Connection) -> None:
    try:
        rows = connection.execute("PRAGMA integrity_check").fetchall()
    except sqlite3.DatabaseError as error:
        raise BackupError(f"the database is damaged: {error}") from error
    if rows != [("ok",)]:
        raise BackupError(f"the database is damaged: {rows[0][0]}")
