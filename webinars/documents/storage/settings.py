"""Limits and places of document files, one value for each database engine."""

from dataclasses import dataclass
from pathlib import Path
from weakref import WeakKeyDictionary

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from webinars.documents.enums import StoragePlace

MEBIBYTE = 1024 * 1024
FOLDER = "document-files"


@dataclass(frozen=True)
class StorageSettings:
    """How large files may be, and where they are stored.

    most_bytes: of one file. most_bytes_in_all: of all files, those being uploaded included.
    most_bytes_uploaded: of the files that one account has uploaded and that are in no document yet.
    most_bytes_in_database: larger files are stored elsewhere, if there is another place. folder: of
    larger files. uses_folder: new ones are stored there; not with PostgreSQL, whose servers need not share a
    disk, but files of an SQLite database that was copied are read from it. object_store: its address, used
    instead of the folder if it is not empty. scratch: for temporary copies, if it is there.
    """

    most_bytes: int = 100 * MEBIBYTE
    most_bytes_in_all: int = 10_240 * MEBIBYTE
    most_bytes_uploaded: int = 2_048 * MEBIBYTE
    most_bytes_in_database: int = 10 * MEBIBYTE
    folder: Path | None = None
    uses_folder: bool = True
    object_store: str = ""
    scratch: Path | None = None

    def place_of(self, size: int) -> StoragePlace:
        """Return where a file of a size in octets is stored."""
        if size > self.most_bytes_in_database and self.object_store:
            return StoragePlace.OBJECT_STORE
        if size > self.most_bytes_in_database and self.folder is not None and self.uses_folder:
            return StoragePlace.FOLDER
        return StoragePlace.DATABASE


_SETTINGS: WeakKeyDictionary[Engine, StorageSettings] = WeakKeyDictionary()
_DEFAULTS = StorageSettings()


def prepare(engine: Engine, settings: StorageSettings) -> None:
    """Set the limits and places of the files of a database."""
    _SETTINGS[engine] = settings


def engine_of(session: Session) -> Engine:
    """Return the engine of a session."""
    bind = session.get_bind()
    return bind if isinstance(bind, Engine) else bind.engine


def storage_settings(engine: Engine) -> StorageSettings:
    """Return the limits and places of the files of a database."""
    return _SETTINGS.get(engine, _DEFAULTS)
