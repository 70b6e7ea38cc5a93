"""An SQLite database into a backup and back, by its backup interface: a running server goes on."""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from webinars.backup import scrubbing
from webinars.backup.errors import BackupError

BLOCK = 256 * 1024


def copy(connection: Any, target: Path, *, scrub: bool) -> None:
    """Copy a whole database as it is at this moment, without the pages that nothing uses.

    connection is sqlite3's, to the database. Free pages may still hold what was erased.
    """
    with closing(sqlite3.connect(target, isolation_level=None)) as made:
        connection.backup(made)
        made.execute("PRAGMA journal_mode=DELETE")
        if scrub:
            made.execute(scrubbing.UPDATE)
        made.execute("VACUUM")
        _must_be_sound(made)


def blocks(path: Path) -> Iterator[bytes]:
    """Yield a file."""
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            yield block


def write(path: Path, content: Iterable[bytes]) -> None:
    """Write a database from a backup; it must be sound.

    Raises:
        BackupError: it is not.
    """
    with path.open("xb") as file:
        for block in content:
            file.write(block)
    with closing(sqlite3.connect(path)) as made:
        _must_be_sound(made)


def _must_be_sound(connection: sqlite3.Connection) -> None:
    try:
        found = connection.execute("PRAGMA integrity_check").fetchall()
    except sqlite3.DatabaseError as error:
        raise BackupError(f"the database is damaged: {error}") from error
    if found != [("ok",)]:
        raise BackupError(f"the database is damaged: {found[0][0]}")
